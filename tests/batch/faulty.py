"""Extractors that go wrong in all the ways that documents make them."""

import json
import os
import signal
import time


def make_faulty():
    return extract


def make_broken():
    raise RuntimeError("the model is missing")


def make_deadly():
    os.kill(os.getpid(), signal.SIGKILL)


def extract(record):
    text = record["text"]
    if text == "raise":
        raise ValueError("cannot read this")
    if text == "loop":
        while True:
            time.sleep(0.01)
    if text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "exit":
        os._exit(3)
    if text == "allocate":
        return str(len(bytearray(8 * 1024**3)))
    if text.startswith("die once "):
        marker = text.removeprefix("die once ")
        if not os.path.exists(marker):
            with open(marker, "w", encoding="utf-8"):
                pass
            os.kill(os.getpid(), signal.SIGKILL)
    return json.dumps({"id": record["id"], "length": len(text)})
