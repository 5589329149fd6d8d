"""How much of the evaluator its tests hold fast: mutmut, and the score of each module (see `make mutate`).

Mutants are made and run in mutants/, the tree itself is left alone. Each runs the tests that reach its function, in a
process that has run nothing before, so that no cache answers in its place. `mutmut show NAME` shows a mutant.
"""

from __future__ import annotations

import random
import shutil
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libcst as cst
from mutmut import __main__ as mutmut
from mutmut.mutation import file_mutation, mutators
from mutmut.stats import status_by_exit_code

GUARDS = {"copy", "strict"}
"""Arguments without which everything is the same: sqlglot's copies take time, zip's strictness only stops a mistake."""

_skipped = file_mutation.MutationVisitor._skip_node_and_children
_arranged = file_mutation.function_trampoline_arrangement
_collected = mutmut.collect_source_file_mutation_data


def _skip(visitor: Any, node: cst.CSTNode) -> bool:
    """Functions that are kept (lru_cache) and properties are mutated like any other, though mutmut leaves them out."""
    if isinstance(node, cst.FunctionDef) and node.decorators:
        node = node.with_changes(decorators=[])
    return _is_guard(node) or bool(_skipped(visitor, node))


def _is_guard(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in GUARDS


def _arguments(node: cst.Call) -> Iterator[cst.Call]:
    """The mutants of a call that mutmut makes: one argument is None, or gone."""
    guards = [arg for arg in node.args if _is_guard(arg)]
    others = [arg for arg in node.args if not _is_guard(arg)]
    for call in mutators.operator_arg_removal(node.with_changes(args=others)):
        yield call.with_changes(args=[*call.args, *guards])


def _arrange(function: cst.FunctionDef, mutants: Any, class_name: str | None) -> Any:
    """The choice among a function's mutants is made inside its decorators; the mutants themselves have none."""
    before, nodes, after, names = _arranged(function.with_changes(decorators=[]), mutants, class_name)
    first, *others = nodes
    first = first.with_changes(decorators=[*function.decorators, *first.decorators])
    return before, [first, *others], after, names


def main() -> None:
    """Run the mutants of some files, or of all, or a sample of each file's, and say what became of them."""
    parser = ArgumentParser(description=main.__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--sample", type=int, help="at most so many mutants a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", nargs="*", metavar="NAME", help="these mutants once more, others as they came out")
    asked = parser.parse_args()

    def chosen(*, mutant_names: Any) -> Any:
        found, files = _collected(mutant_names=mutant_names)
        by_file: dict[Path, list[Any]] = {}
        for one in found:
            by_file.setdefault(Path(one[0].path), []).append(one)
        kept = []
        for path, ours in sorted(by_file.items()):
            if mutant_names or not asked.files or path in asked.files:
                size = len(ours) if mutant_names or not asked.sample else min(asked.sample, len(ours))
                kept += random.Random(f"{asked.seed} {path}").sample(ours, size)
        return kept, files

    file_mutation.MutationVisitor._skip_node_and_children = _skip  # type: ignore[method-assign]
    file_mutation.function_trampoline_arrangement = _arrange
    file_mutation.mutation_operators = [
        (kind, _arguments if operator is mutators.operator_arg_removal else operator)
        for kind, operator in mutators.mutation_operators
    ]
    mutmut.collect_source_file_mutation_data = chosen
    if not asked.again:
        shutil.rmtree("mutants", ignore_errors=True)
    mutmut.run.main(args=asked.again or [], standalone_mode=False)
    _report([(str(data.path), name, data.exit_code_by_key[name]) for data, name, _ in chosen(mutant_names=())[0]])


def _report(found: list[tuple[str, str, int | None]]) -> None:
    ends: dict[str, Counter[str]] = {}
    for path, name, code in found:
        end = status_by_exit_code[code]
        ends.setdefault(path, Counter())[end] += 1
        ends.setdefault("all", Counter())[end] += 1
        if end != "killed":
            print(f"{end}: {name}")
    for path, counts in ends.items():
        print(f"{path}: {counts.total()} mutants, " + ", ".join(f"{n} {end}" for end, n in counts.most_common()))


if __name__ == "__main__":
    main()
