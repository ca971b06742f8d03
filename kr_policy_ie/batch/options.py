"""How an archive is run."""

from pydantic import BaseModel, ConfigDict, Field

#: Options that change no byte of the output, so a run may be resumed with others.
FREE = frozenset({"workers", "start_timeout"})


class BatchOptions(BaseModel):
    """How an archive is run.

    >>> BatchOptions(timeout=5).timeout
    5.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = Field("accurate", description="Base pipeline, by name or path.")
    names: tuple[str, ...] = Field((), description="Gazetteers of your own.")
    workers: int = Field(1, ge=1, description="Processes that extract.")
    part_size: int = Field(500, ge=1, description="Documents of the source per output part.")
    timeout: float = Field(120.0, gt=0, description="Seconds that one document may take.")
    start_timeout: float = Field(300.0, gt=0, description="Seconds that a worker may load.")
    retries: int = Field(
        2, ge=0, description="How often a document is tried again when its worker dies."
    )
    max_characters: int = Field(1_000_000, ge=1, description="Longest text that is read.")
    memory_mb: int | None = Field(8192, ge=256, description="Address space of a worker.")
    fields: dict[str, str] = Field(
        default_factory=dict,
        description="Names of the source's fields: {'text': 'body', 'published': 'date'}.",
    )
    encoding: str = Field(
        "utf-8", description="Of files without a byte order mark; `detect` guesses that of .txt."
    )
    max_page_bytes: int = Field(20_000_000, ge=1, description="Largest page or single file.")
    gate: bool = Field(
        True, description="Whether documents that are no policy news are left unparsed."
    )
    duplicates: str = Field(
        "mark", pattern="^(mark|drop|off)$", description="What is done with copies of documents."
    )
    similarity: float = Field(
        0.8, gt=0.5, le=1, description="Shared share of word triples from which texts are copies."
    )
    compression: str = Field("zst", pattern="^(zst|gz|none)$", description="Of the parts.")
    tables: bool = Field(True, description="Whether to write facts and mentions as Parquet too.")
