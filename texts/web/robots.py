"""The rules of a site for robots (RFC 9309), and the pause that it asks for between requests.

They are kept where the program chooses an address itself, as it does for a book of Project
Gutenberg. An address that the user names is not a robot's.
"""

import time
import urllib.parse
import urllib.robotparser
from collections.abc import Callable

from common.errors import SourceError

AGENT = "pastiche"
_LONGEST = 30.0  # seconds; a longer pause is not waited for
_last_requests: dict[str, float] = {}  # by host, on the monotonic clock


class Rules:
    """The rules in a site's robots.txt file, which tell programs what they may download.

    Args:
        content: the contents of the file; "" allows everything.
    """

    def __init__(self, content: str) -> None:
        self._parser = urllib.robotparser.RobotFileParser()
        self._parser.parse(content.splitlines())

    def check(self, url: str) -> None:
        """Check that the rules allow this program to download a URL.

        Raises:
            SourceError: if the rules forbid it.
        """
        if not self._parser.can_fetch(AGENT, url):
            raise SourceError(
                f"the rules of {urllib.parse.urlsplit(url).netloc} keep programs from {url}",
                "Fetch the text with a browser, and give the path of that file.",
            )

    @property
    def pause(self) -> float:
        """The number of seconds to wait between requests to the site, at most 30.

        It is 0 if robots.txt does not give a number.
        """
        return min(float(self._parser.crawl_delay(AGENT) or 0.0), _LONGEST)


def robots_address(url: str) -> str:
    """Return the URL of the robots.txt file that applies to a given URL."""
    return urllib.parse.urljoin(url, "/robots.txt")


def wait_for_turn(
    host: str,
    pause: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait, if necessary, so that requests to a host are at least `pause` seconds apart.

    Call this before each request.

    Args:
        host: the name of the host.
        pause: the minimum time between two requests, in seconds.
        clock: a function that returns the current time in seconds; only tests need to replace it.
        sleep: a function that waits for a number of seconds; only tests need to replace it.
    """
    last = _last_requests.get(host)
    rest = 0.0 if last is None else last + pause - clock()
    if rest > 0:
        sleep(rest)
    _last_requests[host] = clock()
