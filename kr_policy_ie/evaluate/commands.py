"""What the command line does with gold: pure functions from options to an outcome.

Nothing here prints, and only `Outcome.write` writes; `cli` prints `Outcome.text`, calls
`Outcome.write` and exits with `Outcome.code`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from kr_policy_ie.errors import EvaluationError, InputError, KrPolicyIEError, SchemaError
from kr_policy_ie.evaluate.agreement import agreement, format_agreement
from kr_policy_ie.evaluate.comparison import Comparison, compare, format_comparison
from kr_policy_ie.evaluate.gate import (
    BaselineFile,
    GateResult,
    check_gate,
    dump_baselines,
    load_baselines,
    make_baseline,
)
from kr_policy_ie.evaluate.gold_check import check_gold
from kr_policy_ie.evaluate.html_report import html_report
from kr_policy_ie.evaluate.judgement import Judgement
from kr_policy_ie.evaluate.loading import Extractions, numbered_lines, read_extractions
from kr_policy_ie.evaluate.result import Evaluation
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.statistics import Figure, Interval, bootstrap
from kr_policy_ie.evaluate.tables import align_columns, format_table
from kr_policy_ie.export.assembly import ReadValue
from kr_policy_ie.export.brat import from_brat, to_brat
from kr_policy_ie.export.compact import dump_compact, from_compact, to_compact
from kr_policy_ie.export.conll import from_conll, to_conll
from kr_policy_ie.export.docbin import from_docbin, to_docbin
from kr_policy_ie.export.label_studio import from_label_studio, to_label_studio
from kr_policy_ie.export.prodigy import from_prodigy, to_prodigy
from kr_policy_ie.schema import Document, Extraction
from kr_policy_ie.schema.values import MentionValue

GOLD_FORMATS = ("jsonl", "compact", "label-studio", "brat", "docbin", "prodigy", "conll")
_SAMPLES = 1000


class _ReadOptions(TypedDict):
    labels: Mapping[str, str] | None
    read_value: ReadValue | None


@dataclass(frozen=True)
class Outcome:
    """What a command says, writes and exits with."""

    text: str
    code: int = 0
    files: Mapping[str, str | bytes] = field(default_factory=dict)

    def write(self) -> None:
        """Write the files, but the one named `-`, which goes to standard output.

        Raises:
            InputError: If a file cannot be written.
        """
        for name, content in self.files.items():
            if name != "-":
                path = Path(name)
                data = content.encode("utf-8") if isinstance(content, str) else content
                try:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                except OSError as error:
                    raise InputError(f"{name}: cannot be written: {error.strerror}") from error


@dataclass(frozen=True)
class EvaluateOptions:
    """The options of `kr-policy-ie evaluate`."""

    compare: str | None = None
    gate: str | None = None
    report: str | None = None
    by: Sequence[str] = ()
    as_json: bool = False
    intervals: bool = False
    errors: int = 0
    attributes: str | None = None


def evaluate_command(
    gold: Extractions, predicted: Extractions, options: EvaluateOptions | None = None
) -> Outcome:
    """Evaluate, and compare, gate and report as asked; code 1 when the gate fails."""
    chosen = options or EvaluateOptions()
    golds = list(read_extractions(gold).values())
    attributes = read_attributes(chosen.attributes) if chosen.attributes else None
    evaluation = evaluate(golds, predicted, attributes=attributes)
    wanted = chosen.intervals or chosen.report is not None
    intervals = bootstrap(evaluation, samples=_SAMPLES) if wanted else None
    comparison = None
    if chosen.compare:
        comparison = compare(evaluate(golds, chosen.compare, attributes=attributes), evaluation)
    gate = check_gate(evaluation, chosen.gate) if chosen.gate else None
    run = _Run(evaluation, intervals, comparison, gate)
    text = _as_json(run) if chosen.as_json else _as_text(run, chosen)
    files: dict[str, str | bytes] = {}
    if chosen.report:
        files[chosen.report] = html_report(
            evaluation, intervals=intervals, comparison=comparison, by=chosen.by
        )
    return Outcome(text, 1 if gate and not gate.passed else 0, files)


@dataclass(frozen=True)
class _Run:
    evaluation: Evaluation
    intervals: Mapping[Figure, Interval] | None
    comparison: Comparison | None
    gate: GateResult | None


def _as_text(run: _Run, chosen: EvaluateOptions) -> str:
    parts = [format_table(run.evaluation, by=chosen.by, intervals=run.intervals)]
    parts += [_error_list(run.evaluation, chosen.errors)] if chosen.errors else []
    parts += [format_comparison(run.comparison)] if run.comparison else []
    parts += [f"{run.gate}\n"] if run.gate else []
    return "\n".join(parts)


def _as_json(run: _Run) -> str:
    plain = run.evaluation.to_dict()
    if run.intervals:
        plain["intervals"] = [
            {"measure": measure, "group": group, **interval.to_dict()}
            for (measure, group), interval in run.intervals.items()
        ]
    if run.comparison:
        plain["comparison"] = run.comparison.to_dict()
    if run.gate:
        plain["gate"] = {"passed": run.gate.passed, "failures": run.gate.failures}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _error_list(evaluation: Evaluation, most: int) -> str:
    errors = evaluation.errors()
    rows = [["document", "outcome", "level", "label", "gold", "predicted"]]
    rows += [_error_row(judged) for judged in errors[:most]]
    left = f"… {len(errors) - most} more\n" if len(errors) > most else ""
    return align_columns(rows, left=True) + "\n" + left


def _error_row(judged: Judgement) -> list[str]:
    sides = [
        "-" if item is None else " ".join([item.text, item.details.get("value", "")]).strip()
        for item in (judged.gold, judged.predicted)
    ]
    short = [" ".join(side.split())[:60] for side in sides]
    return [judged.document, judged.outcome, judged.level, judged.label, *short]


def read_attributes(path: str) -> dict[str, dict[str, str]]:
    """Attributes of documents from a JSONL file of objects with `id`.

    Raises:
        InputError: If the file cannot be read.
        EvaluationError: If a line is no such object.
    """
    found = {}
    for number, line in numbered_lines(Path(path)):
        try:
            plain = json.loads(line)
            name = str(plain.pop("id"))
        except (ValueError, KeyError, AttributeError) as error:
            raise EvaluationError(f"{path}:{number}: expected a JSON object with id") from error
        found[name] = {key: str(part) for key, part in plain.items() if part is not None}
    return found


def baseline_command(
    gold: Extractions,
    predicted: Extractions,
    path: str,
    *,
    lower: bool = False,
    decision: str | None = None,
    tolerance: float = 0.0,
) -> Outcome:
    """Set the floors of one gold in a baseline file to the figures of a run.

    Raises:
        EvaluationError: If a floor would fall without `lower` and `decision`.
    """
    file = load_baselines(path) if Path(path).exists() else BaselineFile()
    name = Path(gold).as_posix() if isinstance(gold, str | Path) else "gold"
    evaluation = evaluate(gold, predicted)
    previous = file.of_gold(name)
    made = make_baseline(
        evaluation, previous, gold=name, lower=lower, decision=decision, tolerance=tolerance
    )
    number = sum(len(groups) for groups in made.floors.values())
    return Outcome(
        f"{number} floors for {made.documents} documents\n",
        0,
        {path: dump_baselines(file.with_baseline(made))},
    )


def gold_check_command(paths: Iterable[str]) -> Outcome:
    """Say what is wrong with gold files; code 1 if any breaks the contract."""
    findings = [finding for path in paths for finding in check_gold(path)]
    errors = sum(finding.severity == "error" for finding in findings)
    lines = [str(finding) for finding in findings]
    lines.append(f"{errors} errors, {len(findings) - errors} pieces of advice")
    return Outcome("\n".join(lines) + "\n", 1 if errors else 0)


def gold_agree_command(paths: Sequence[str]) -> Outcome:
    """Say how far the annotators of some gold files agree."""
    return Outcome(format_agreement(agreement({path: path for path in paths})))


def gold_new_command(document: Document, extract: Callable[[Document], Extraction]) -> Outcome:
    """A compact annotation of a new article, made by the library, to be corrected."""
    return Outcome(dump_compact(to_compact(extract(document))))


def gold_compile_command(texts: str, annotations: Iterable[str]) -> Outcome:
    """Gold from texts (JSONL of documents) and compact annotations (JSON, one or a list a file).

    Code 1 if an annotation has a problem; all problems are told, and the others compiled.
    """
    documents = {document.id: document for document in _documents(Path(texts))}
    lines, problems = [], []
    for path in annotations:
        for annotation in _annotations(Path(path)):
            name = str(annotation.get("id"))
            try:
                if name not in documents:
                    raise SchemaError(f"{texts} has no document {name!r}")
                lines.append(from_compact(documents[name], annotation).model_dump_json())
            except KrPolicyIEError as error:
                problems.append(f"{path}: {error}")
    said = [*problems, f"{len(lines)} documents compiled, {len(problems)} with problems"]
    gold = "".join(line + "\n" for line in lines)
    return Outcome("\n".join(said) + "\n", 1 if problems else 0, {"-": gold})


def _documents(path: Path) -> Iterable[Document]:
    for number, line in numbered_lines(path):
        try:
            plain = json.loads(line)
            known = {key: plain[key] for key in Document.model_fields if key in plain}
            yield Document(**known)
        except (ValueError, TypeError) as error:
            raise SchemaError(f"{path}:{number}: expected a document: {error}") from error


def _annotations(path: Path) -> list[dict[str, object]]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON: {error}") from error
    found = plain if isinstance(plain, list) else [plain]
    if not all(isinstance(item, dict) for item in found):
        raise SchemaError(f"{path}: expected an annotation or a list of them")
    return found


def gold_export_command(gold: Extractions, form: str, target: str) -> Outcome:
    """Gold in another format: one file, or (brat, conll) a file for each document.

    Raises:
        EvaluationError: If there is no such format.
    """
    extractions = list(read_extractions(gold).values())
    files: dict[str, str | bytes] = {}
    if form == "jsonl":
        files[target] = _lines(extraction.model_dump_json() for extraction in extractions)
    elif form == "compact":
        rows = [dump_compact(to_compact(extraction)).rstrip() for extraction in extractions]
        files[target] = "[" + ",\n".join(rows) + "]\n"
    elif form == "label-studio":
        tasks = [to_label_studio(extraction) for extraction in extractions]
        files[target] = json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"
    elif form == "prodigy":
        files[target] = _lines(json.dumps(to_prodigy(e), ensure_ascii=False) for e in extractions)
    elif form == "docbin":
        files[target] = to_docbin(extractions)
    elif form in ("brat", "conll"):
        for number, extraction in enumerate(extractions, 1):
            stem = f"{target}/{number:04d}"
            if form == "brat":
                files[f"{stem}.txt"] = extraction.document.text
                files[f"{stem}.ann"] = to_brat(extraction)
            else:
                files[f"{stem}.conll"] = to_conll(extraction)
    else:
        raise EvaluationError(f"no format {form!r}; there are {', '.join(GOLD_FORMATS)}")
    return Outcome(f"{len(extractions)} documents in {len(files)} files\n", 0, files)


def _lines(lines: Iterable[str]) -> str:
    return "".join(line + "\n" for line in lines)


def values_from(extract: Callable[[Document], Extraction]) -> ReadValue:
    """A reader of missing values that takes them from what the library extracts itself.

    A span gets the value of the extracted mention with its label and offsets, or none.
    """
    known: dict[str, Extraction] = {}

    def read_value(document: Document, label: str, start: int, end: int) -> MentionValue | None:
        if document.id not in known:
            known.clear()
            known[document.id] = extract(document)
        for mention in known[document.id].mentions:
            if (mention.label, mention.start, mention.end) == (label, start, end):
                return mention.value
        return None

    return read_value


def gold_import_command(
    source: str,
    form: str,
    *,
    labels: Mapping[str, str] | None = None,
    read_value: ReadValue | None = None,
) -> Outcome:
    """Gold from another format, as JSONL under the file name `-`.

    Args:
        source: A file, or (brat, conll) a folder of them.
        form: One of `GOLD_FORMATS`, but `compact`, which is compiled with its texts.
        labels: What labels of another project mean here.
        read_value: Reads the values of mentions that carry none, as `values_from` makes it.

    Raises:
        EvaluationError: If there is no such format.
    """
    path = Path(source)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    options: _ReadOptions = {"labels": labels, "read_value": read_value}
    if form == "jsonl":
        found = list(read_extractions(path).values())
    elif form == "label-studio":
        found = [from_label_studio(task, **options) for task in _annotations(path)]
    elif form == "prodigy":
        found = [
            from_prodigy(json.loads(line), name=f"{path.stem}-{number}", **options)
            for number, line in numbered_lines(path)
        ]
    elif form == "docbin":
        found = from_docbin(path.read_bytes(), read_value=read_value)
    elif form in ("brat", "conll"):
        found = [_from_file(file, form, options) for file in _annotation_files(path, form)]
    else:
        raise EvaluationError(f"no format {form!r} to import; there are {', '.join(GOLD_FORMATS)}")
    said = [f"{e.document.id}: {w.message}" for e in found for w in e.warnings]
    text = "\n".join([*said, f"{len(found)} documents"]) + "\n"
    return Outcome(text, 0, {"-": _lines(extraction.model_dump_json() for extraction in found)})


def _annotation_files(path: Path, form: str) -> list[Path]:
    suffix = ".ann" if form == "brat" else ".conll"
    files = sorted(path.glob(f"*{suffix}")) if path.is_dir() else [path.with_suffix(suffix)]
    if not files:
        raise InputError(f"{path}: no {suffix} file in this folder")
    return files


def _from_file(path: Path, form: str, options: _ReadOptions) -> Extraction:
    try:
        # Not read_text: it would turn line ends into others and shift every offset.
        annotations = path.read_bytes().decode("utf-8")
        text = path.with_suffix(".txt").read_bytes().decode("utf-8") if form == "brat" else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read with its text: {error}") from error
    if form == "brat":
        return from_brat(text, annotations, name=path.stem, **options)
    return from_conll(annotations, name=path.stem, **options)
