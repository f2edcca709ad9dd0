"""The start of `pastiche` and `python -m bot`: errors become sentences and exit codes here."""

import io
import sys

try:
    import typer

    from bot.cli.app import app
    from bot.terminal.pipes import DECODE_ERRORS
    from common.errors import describe_exit, see_help
    from common.sanitizer import sanitize
except KeyboardInterrupt:  # Ctrl-C during the imports
    sys.exit(130)


def main() -> None:
    """Run the command that was typed, and exit with its exit code.

    An error that the user can act on is printed as one sentence to stderr. docs/exit-codes.md lists
    the exit codes.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # a terminal that lacks a character shows ? in its place
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=DECODE_ERRORS if stream is sys.stdin else "replace")
    try:
        code = app(standalone_mode=False, prog_name="pastiche")
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "pastiche"
        code = _print_error(see_help(error.format_message(), command), error.exit_code)
    except (Exception, KeyboardInterrupt) as error:
        message = describe_exit(KeyboardInterrupt() if isinstance(error, typer.Abort) else error)
        if message is None:
            raise
        code = _print_error(*message)
    sys.exit(code if isinstance(code, int) else 0)


def _print_error(sentence: str, code: int) -> int:
    print(sanitize(sentence), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
