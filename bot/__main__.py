"""The entry point of `pastiche` and `python -m bot`: turn errors into sentences and exit codes."""

import io
import sys

try:
    from bot.cli.arguments import read_chat_options
    from bot.terminal.pipes import DECODE_ERRORS
    from common.errors import describe_exit
    from common.sanitizer import sanitize
except KeyboardInterrupt:  # Ctrl-C during the imports
    sys.exit(130)


def main() -> None:
    """Run the program with the arguments from the command line, and exit with its exit code.

    An expected error, such as an invalid flag, is reported on stderr in a sentence that tells the
    user what to do. The exit codes are listed in docs/exit-codes.md.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # a terminal that lacks a character shows ? in its place
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=DECODE_ERRORS if stream is sys.stdin else "replace")
    try:
        code = _run(sys.argv[1:])
    except (Exception, KeyboardInterrupt) as error:
        message = describe_exit(error)
        if message is None:
            raise
        sentence, code = message
        print(sanitize(sentence), file=sys.stderr)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    """Run the chat, or else whatever typer makes of the arguments; return the exit code."""
    options = read_chat_options(arguments)
    if options is None:
        from bot.cli.app import run_command_line

        return run_command_line()
    from bot.cli.chat import run_chat

    run_chat(options)
    return 0


if __name__ == "__main__":
    main()
