"""`pastiche` and `python -m bot`: runs the commands, and turns errors into words and exit codes."""

import os
import sys

import typer

from bot.cli import app
from models.errors import PasticheError, explain, from_os_error


def main() -> None:
    """Run the program and leave with its exit code (docs/exit-codes.md)."""
    try:
        code = app(standalone_mode=False, prog_name="pastiche")
    except PasticheError as error:
        code = _say(explain(error), error.exit_code)
    except typer.TyperException as error:
        what = error.format_message().rstrip(".")
        code = _say(f"{what}. See pastiche --help.", error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = _say("Stopped.", 130)
    except BrokenPipeError:
        # whoever read the text has read enough; what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        known = from_os_error(error)
        if known is None:
            raise
        code = _say(explain(known), known.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
