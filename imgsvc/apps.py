"""The project as a Django app, so that its checks are found."""

from django.apps import AppConfig
from django.core.checks import register

from imgsvc.checks import check_data_dir, check_environment, check_files_folder


class ProjectConfig(AppConfig):
    """Registers the system checks of the environment."""

    name = "imgsvc"

    def ready(self) -> None:
        register(check_environment)
        register(check_data_dir)
        register(check_files_folder)
