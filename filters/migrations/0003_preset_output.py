"""Presets take every output choice; the formats are asked for when they are needed, so that new ones move no table."""

from django.db import migrations, models

import filters.models.presets


class Migration(migrations.Migration):
    dependencies = [("filters", "0002_assets")]

    operations = [
        migrations.AddField(
            model_name="preset",
            name="output",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="The other output choices by name; those of a request win.",
                validators=[filters.models.presets.validate_output],
                verbose_name="output",
            ),
        ),
        migrations.AlterField(
            model_name="preset",
            name="format",
            field=models.CharField(
                blank=True,
                choices=filters.models.presets.format_choices,
                help_text="The output format; empty leaves it to the request.",
                max_length=8,
                verbose_name="format",
            ),
        ),
    ]
