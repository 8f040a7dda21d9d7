"""The real programs that run the documentation's examples; a test is skipped where its program is missing."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.sandbox.server import Sandbox

HERE = Path(__file__).parent
SNIPPETS = HERE / "snippets"
STUBS = HERE / "stubs"
JANE = "jane@example.com"
FIRST_NODE_WITH_FETCH = 18
TAKEN_OUT = "[email\u00a0protected]"


def filled_in(name: str, sandbox: Sandbox) -> str:
    """Return a snippet with this sandbox's address and keys."""
    text = (SNIPPETS / name).read_text(encoding="utf-8")
    for placeholder, value in {
        f"https://api.kreward.net/v1/{TAKEN_OUT}": f"{sandbox.base_url}/customer?email={JANE}",
        "https://api.kreward.net/v1": sandbox.base_url,
        TAKEN_OUT: JANE,
        "kw_pub_YOUR_KEY": sandbox.public_key,
        "kw_sk_YOUR_SECRET": sandbox.secret_key,
        "kw_sk_SECRET": sandbox.secret_key,
    }.items():
        text = text.replace(placeholder, value)
    return text


def stub(name: str) -> str:
    """Return what stands around an example: the program of a shop that it is a part of."""
    return (STUBS / name).read_text(encoding="utf-8")


def tool(name: str, why: str) -> str:
    """Return a program's path, or skip the test."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; {why}")
    return path


def output(sandbox: Sandbox, *command: str, **environment: str) -> str:
    """Run a program with the secret key in its environment and return what it prints. It must not complain."""
    keys = {"KREWARD_SECRET_KEY": sandbox.secret_key, "KREWARD_SECRET": sandbox.secret_key}
    surroundings = os.environ | keys | {"NO_PROXY": "*", "no_proxy": "*"} | environment
    done = subprocess.run(command, env=surroundings, capture_output=True, check=True, timeout=60, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout


def shell(name: str, sandbox: Sandbox) -> Any:
    """Run a cURL example and return the answer."""
    tool("curl", "the cURL examples need it")
    program = filled_in(name, sandbox).replace("curl ", "curl --silent --show-error ", 1)
    return json.loads(output(sandbox, tool("sh", "the cURL examples are written for a POSIX shell"), "-c", program))


def node(sandbox: Sandbox, *parts: str, **environment: str) -> str:
    """Run JavaScript of these parts, as a module, and return what it prints."""
    program = tool("node", "the JavaScript examples need it")
    version = subprocess.run([program, "--version"], capture_output=True, check=True, text=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < FIRST_NODE_WITH_FETCH:
        pytest.skip(f"Node {version} knows no fetch; the JavaScript examples need {FIRST_NODE_WITH_FETCH} or newer")
    return output(sandbox, program, "--input-type=module", "-e", "\n".join(parts), **environment)


def php(sandbox: Sandbox, stubs: tuple[str, ...], *parts: str, **environment: str) -> str:
    """Run PHP of these parts after the stubs, and return what it prints."""
    program = "".join(f"require {json.dumps(str(STUBS / name))};\n" for name in stubs) + "\n".join(parts)
    # Without `E` in variables_order PHP leaves $_ENV empty.
    words = (tool("php", "the PHP examples need it"), "-d", "variables_order=EGPCS", "-r", program)
    return output(sandbox, *words, **environment)
