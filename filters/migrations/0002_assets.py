"""Looks, fonts and pictures that steps may name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filters", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Font",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name that steps use, such as warm-film.", unique=True, verbose_name="slug"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "file",
                    models.BinaryField(
                        editable=True, error_messages={"blank": "The file is empty."}, verbose_name="file"
                    ),
                ),
                ("file_size", models.PositiveIntegerField(editable=False, verbose_name="bytes")),
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="SHA-256 of the file, in hex.", max_length=64, verbose_name="digest"
                    ),
                ),
                (
                    "active",
                    models.BooleanField(default=True, help_text="Only active ones can be used.", verbose_name="active"),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("family", models.CharField(editable=False, max_length=100, verbose_name="family")),
                ("style", models.CharField(editable=False, max_length=100, verbose_name="style")),
                (
                    "license",
                    models.CharField(
                        blank=True,
                        help_text="A note: under which terms the font may be used.",
                        max_length=200,
                        verbose_name="license",
                    ),
                ),
            ],
            options={
                "verbose_name": "font",
                "verbose_name_plural": "fonts",
                "ordering": ("title",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name that steps use, such as warm-film.", unique=True, verbose_name="slug"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "file",
                    models.BinaryField(
                        editable=True, error_messages={"blank": "The file is empty."}, verbose_name="file"
                    ),
                ),
                ("file_size", models.PositiveIntegerField(editable=False, verbose_name="bytes")),
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="SHA-256 of the file, in hex.", max_length=64, verbose_name="digest"
                    ),
                ),
                (
                    "active",
                    models.BooleanField(default=True, help_text="Only active ones can be used.", verbose_name="active"),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "kind",
                    models.CharField(
                        choices=[("cube", ".cube"), ("hald", "Hald image")],
                        editable=False,
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                (
                    "size",
                    models.PositiveIntegerField(
                        editable=False, help_text="Points along one side of the table.", verbose_name="points"
                    ),
                ),
            ],
            options={
                "verbose_name": "look",
                "verbose_name_plural": "looks",
                "ordering": ("title",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name that steps use, such as warm-film.", unique=True, verbose_name="slug"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "file",
                    models.BinaryField(
                        editable=True, error_messages={"blank": "The file is empty."}, verbose_name="file"
                    ),
                ),
                ("file_size", models.PositiveIntegerField(editable=False, verbose_name="bytes")),
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="SHA-256 of the file, in hex.", max_length=64, verbose_name="digest"
                    ),
                ),
                (
                    "active",
                    models.BooleanField(default=True, help_text="Only active ones can be used.", verbose_name="active"),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
                ("format", models.CharField(editable=False, max_length=10, verbose_name="format")),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ("title",),
                "abstract": False,
            },
        ),
    ]
