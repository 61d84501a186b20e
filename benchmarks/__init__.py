"""What imgsvc costs beside other image services: the same photos and operations, in one run. `make bench` starts it."""
