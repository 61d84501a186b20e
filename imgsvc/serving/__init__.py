"""What stands between the network and WSGI: gunicorn's threaded worker, made patient with slow clients."""
