"""`pastiche` and `python -m bot`: runs the commands, and turns errors into words and exit codes."""

import io
import sys

try:
    import typer

    from bot.cli.app import app
    from bot.terminal.pipes import UNDECODED
    from common.errors import ending, see_help
    from common.sanitizer import sanitize
except KeyboardInterrupt:  # while it starts
    sys.exit(130)


def main() -> None:
    """Run the program and leave with its exit code (docs/exit-codes.md)."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # a terminal of few letters shows a ? for others
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=UNDECODED if stream is sys.stdin else "replace")
    try:
        code = app(standalone_mode=False, prog_name="pastiche")
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "pastiche"
        code = _say(see_help(error.format_message(), command), error.exit_code)
    except (Exception, KeyboardInterrupt) as error:
        told = ending(KeyboardInterrupt() if isinstance(error, typer.Abort) else error)
        if told is None:
            raise
        code = _say(*told)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int) -> int:
    print(sanitize(sentence), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
