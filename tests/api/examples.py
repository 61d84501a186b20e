"""Which requests Schemathesis makes up, and how many: a few in every run, more with `make schemathesis`."""

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, HookContext

VARIABLE = "SCHEMATHESIS_EXAMPLES"
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def a_few(number: int, **others: Any) -> settings:
    """So many for each operation or life, the same ones in every run; the environment variable asks for others."""
    return settings(
        max_examples=int(os.environ.get(VARIABLE, number)),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        **others,
    )


def filter_case(context: HookContext, case: "Case[Any]") -> bool:
    """What no schema can say: a form may leave a required parameter to the query string, and a blank text is none."""
    is_form = case.media_type == "multipart/form-data"
    if is_form and case.query and case.path.endswith("/crop/"):
        return False
    fields = [*case.query.values(), *(case.body.values() if is_form and isinstance(case.body, dict) else ())]
    return not any(isinstance(text, str) and text and not text.strip() for text in fields)
