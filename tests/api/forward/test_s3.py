"""A pre-signed PUT of S3, by moto's server: raw uploads and results go into the bucket."""

import io
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters.models import Destination

pytestmark = pytest.mark.django_db

BIG = b"meow" * (1 << 20)
BUCKET, KEY = "pictures", "in/a cat.bin"


@pytest.fixture(scope="module")
def s3(s3_server: str) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=s3_server,
        region_name="eu-central-1",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="example",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


@pytest.fixture(autouse=True)
def destination(s3: Any) -> Destination:
    """Where a pre-signed address leads."""
    url = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=3600)
    return Destination.objects.create(slug="bucket", title="B", url=url, method="PUT", private=True, everyone=True)


def stored(s3: Any) -> tuple[bytes, str]:
    found = s3.get_object(Bucket=BUCKET, Key=KEY)
    return found["Body"].read(), found["ContentType"]


@pytest.mark.parametrize("data", [b"meow", BIG], ids=["short", "long"])
def test_a_raw_upload_goes_into_the_bucket(client: Client, s3: Any, data: bytes) -> None:
    response = client.post("/api/v1/forward/bucket/", data, content_type="application/x-cat")
    assert (response.status_code, response["Imgsvc-Remote-Status"]) == (200, "200")
    assert stored(s3) == (data, "application/x-cat")


def test_a_result_goes_into_the_bucket(client: Client, s3: Any, cat_jpeg: bytes) -> None:
    form = {"image": SimpleUploadedFile("cat.jpg", cat_jpeg), "format": "webp", "destination": "bucket"}
    response = client.post("/api/v1/process/", form)
    assert (response.status_code, response["Imgsvc-Remote-Status"]) == (200, "200")
    data, media_type = stored(s3)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, media_type) == ("WEBP", "image/webp")


def test_a_refusal_of_the_bucket_comes_back_to_be_saved(
    client: Client, destination: Destination, s3_server: str
) -> None:
    Destination.objects.filter(pk=destination.pk).update(url=f"{s3_server}/absent/key")
    response = client.post("/api/v1/forward/bucket/", b"meow", content_type="application/x-cat")
    assert (response.status_code, response["Imgsvc-Remote-Status"]) == (404, "404")
    assert response["Content-Disposition"] == "attachment"
    assert b"NoSuchBucket" in b"".join(response)
