"""The first tables: presets, and which starters were loaded."""

import django.core.validators
import filters.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LoadedStarter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("loaded", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Preset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name in URLs and API calls, such as noir.", unique=True, verbose_name="slug"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "pipeline",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The steps, in order.",
                        validators=[filters.models.validate_pipeline],
                        verbose_name="pipeline",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("jpeg", "JPEG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("avif", "AVIF"),
                            ("gif", "GIF"),
                            ("tiff", "TIFF"),
                        ],
                        help_text="The output format; empty leaves it to the request.",
                        max_length=8,
                        verbose_name="format",
                    ),
                ),
                (
                    "quality",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 to 100, for JPEG, WebP and AVIF; empty is the format's default.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="quality",
                    ),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="Only active presets can be used.", verbose_name="active"
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
            ],
            options={
                "verbose_name": "preset",
                "verbose_name_plural": "presets",
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quality__isnull", True),
                            models.Q(("quality__gte", 1), ("quality__lte", 100)),
                            _connector="OR",
                        ),
                        name="preset_quality_from_1_to_100",
                    )
                ],
            },
        ),
    ]
