"""What all tests share, each fixture documented where it is made.

`cat_jpeg`, `photo` are pictures; `in_flight` is a busy service; `gunicorn_server` is a real server, `redis_server` a
real Redis; `page`, `page_without_javascript` and `console_errors` are a real browser.
"""

pytest_plugins = [
    "tests.fixtures.admission",
    "tests.fixtures.browsers",
    "tests.fixtures.buckets",
    "tests.fixtures.files",
    "tests.fixtures.pictures",
    "tests.fixtures.servers",
    "tests.fixtures.redis",
]
