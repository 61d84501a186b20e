"""The image service of FastAPI's and Pillow's tutorials: read the upload, filter, save to a buffer, stream it."""

from fastapi import FastAPI, UploadFile
from fastapi.responses import StreamingResponse

from benchmarks import pillow

app = FastAPI()


@app.post("/process/")
async def process(file: UploadFile, operation: str, target: str) -> StreamingResponse:
    """The upload after one operation."""
    buffer = pillow.process(await file.read(), operation, target)
    return StreamingResponse(buffer, media_type=f"image/{target}")
