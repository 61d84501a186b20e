"""Where operations are found by name."""

from collections.abc import Iterable, Iterator, Mapping

from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.operation import Operation
from filters.engine.problems import did_you_mean, shown


class Registry(Mapping[str, type[Operation]]):
    """Operations by name, in the order of their families."""

    def __init__(self, *families: Iterable[type[Operation]]) -> None:
        found: dict[str, type[Operation]] = {}
        for operation in (operation for family in families for operation in family):
            if operation.op in found:
                raise ValueError(f"two operations are called {operation.op}")
            operation.parameters()  # a field that cannot be described fails here, not at a request
            found[operation.op] = operation
        order = [*dict.fromkeys(operation.family for operation in found.values())]
        self._operations = dict(sorted(found.items(), key=lambda item: order.index(item[1].family)))

    def __getitem__(self, name: str) -> type[Operation]:
        return self._operations[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)

    def find(self, name: str, *, field: str = "") -> type[Operation]:
        """The operation, or `PipelineInvalid` (`operation_unknown`) with the nearest known name."""
        if name not in self._operations:
            detail = f"There is no operation {shown(name)}.{did_you_mean(name, list(self))}"
            raise PipelineInvalid([Problem(field or "op", "operation_unknown", detail)])
        return self._operations[name]

    def families(self) -> dict[str, list[type[Operation]]]:
        """The operations of each family."""
        grouped: dict[str, list[type[Operation]]] = {}
        for operation in self.values():
            grouped.setdefault(operation.family, []).append(operation)
        return grouped
