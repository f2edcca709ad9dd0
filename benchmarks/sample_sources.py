"""Over sixty sources for benchmarks/sources.py: files and pages, harmless and hostile."""

import gzip
import io
import os
import random
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

WORDS = {
    "English": "the lamp was blue and nobody carried the old oar home before dawn in the rain",
    "French": "l'élève préféré était là où le garçon déjà fatigué çà et là rêvait près du chêne",
    "Russian": "старый мельник вышел в сад и долго смотрел на тёмную воду под мостом",
    "Greek": "ο γέρος μυλωνάς βγήκε στον κήπο και κοίταζε για πολλή ώρα το σκοτεινό νερό",
    "Arabic": "خرج الطحان العجوز إلى الحديقة ونظر طويلا إلى الماء المظلم تحت الجسر",
    "Hebrew": "הטוחן הזקן יצא אל הגן והביט זמן רב במים האפלים שמתחת לגשר",
    "Hindi": "बूढ़ा चक्कीवाला बगीचे में गया और देर तक पुल के नीचे काले पानी को देखता रहा",
    "Chinese": "老磨坊主 走进花园 望着桥下 黑色的水 很久没有 说话 灯是蓝的",
    "Japanese": "川は冷たく 老人は庭に 出て橋の下 の暗い水を ながめていた 灯は青い",
    "Thai": "ชายชรา เดินออกไป ในสวน มองดูน้ำ สีดำใต้สะพาน อยู่นาน โคมไฟสีฟ้า",
}
UNSPACED = ("Chinese", "Japanese", "Thai")
PAGES: dict[str, tuple[dict[str, str], bytes]] = {}  # what the server answers, by path


@dataclass(frozen=True)
class Case:
    """One source.

    Attributes:
        group: the kind of source, such as "encodings".
        name: what it is, in a few words.
        place: the source as the user would name it.
        text: the text that should come out; None if the source should be refused.
    """

    group: str
    name: str
    place: str
    text: str | None


def invent(language: str = "English", paragraphs: int = 12, seed: int = 0) -> str:
    """Return paragraphs of words in a random order, always the same for a seed."""
    chance = random.Random(f"{language}{seed}")
    words = WORDS[language].split()
    mark, space = ("。", "") if language in UNSPACED[:2] else (".", " ")
    space = "" if language in UNSPACED else space
    made = []
    for _ in range(paragraphs):
        sentences = [space.join(chance.choices(words, k=12)) + mark for _ in range(5)]
        made.append(space.join(sentences))
    return "\n\n".join(made) + "\n"


# Containers -------------------------------------------------------------------------------------


def make_zip(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def make_docx(text: str) -> bytes:
    """Return a Word document."""
    import docx

    document = docx.Document()
    for paragraph in text.rstrip("\n").split("\n\n"):
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_odt(body: str, head: str = "") -> bytes:
    """Return an OpenDocument text with some paragraphs, after a declaration of entities."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = f'xmlns:office="{urn}:office:1.0" xmlns:text="{urn}:text:1.0"'
    content = f"{head}<office:document-content {names}>{body}</office:document-content>"
    return make_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
        }
    )


def make_epub(text: str) -> bytes:
    """Return an e-book of one chapter."""
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier("urn:lamps")
    book.set_title("The Lamps")
    book.set_language("en")
    chapter = epub.EpubHtml(title="1", file_name="1.xhtml", lang="en")
    chapter.set_content(make_page(text))
    book.add_item(chapter)
    book.add_item(epub.EpubNav())
    book.spine = [chapter]
    file = io.BytesIO()
    epub.write_epub(file, book)
    return file.getvalue()


def make_pdf(text: str, password: str = "") -> bytes:
    """Return a PDF of one page, whose lines are wrapped."""
    import matplotlib
    import pypdf
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    lines = [
        line
        for paragraph in text.rstrip("\n").split("\n\n")
        for line in [*textwrap.wrap(paragraph, 80), ""]
    ]
    file = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(file) as book:
        figure = Figure(figsize=(7, 14))
        for row, line in enumerate(lines):
            figure.text(0.1, 0.97 - 0.013 * row, line, fontsize=7)
        book.savefig(figure)
    if password:
        writer = pypdf.PdfWriter(io.BytesIO(file.getvalue()))
        writer.encrypt(password, algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
    return file.getvalue()


def make_page(text: str, around: str = "") -> str:
    """Return a web page, with something around the text."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.rstrip("\n").split("\n\n"))
    head = "<!DOCTYPE html><html><head><title>The Lamps</title></head><body>"
    return f"{head}{around}<article>{body}</article></body></html>"


# The server -------------------------------------------------------------------------------------


class Pages(BaseHTTPRequestHandler):
    """Answers with PAGES; /endless never ends."""

    def do_GET(self) -> None:
        headers, body = PAGES.get(self.path, ({}, b""))
        self.send_response(302 if "Location" in headers else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
            while self.path == "/endless.txt":
                self.wfile.write(b"lamp and oar. " * 4681)
        except OSError:  # the client has had enough
            pass

    def log_message(self, *_: object) -> None:
        """Nothing: the table says what came out."""


# The sources ------------------------------------------------------------------------------------


def make_cases(folder: Path, server: str, mebibytes: int, depth: int) -> list[Case]:
    """Return all sources, once their files are written and their pages stand ready.

    Args:
        folder: the folder to write the files to.
        server: the address of the server, without a slash at its end.
        mebibytes: how large a bomb is once it is unpacked.
        depth: how deep a hostile page is nested.
    """
    cases: list[Case] = []
    english = invent()

    def add_file(group: str, name: str, path: str, content: bytes, text: str | None) -> None:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        cases.append(Case(group, name, str(place), text))

    def add_page(
        group: str, name: str, path: str, body: bytes, text: str | None, **head: str
    ) -> None:
        PAGES[path] = ({key.replace("_", "-"): value for key, value in head.items()}, body)
        cases.append(Case(group, name, server + path, text))

    _add_encodings(add_file, add_page)
    for language in WORDS:
        text = invent(language)
        add_file("scripts", language, f"{language}.txt", text.encode(), text)
    _add_containers(add_file, add_page, folder, cases)
    marks: dict[str, Callable[[str], str]] = {
        "CR": lambda text: text.replace("\n", "\r"),
        "CR CR LF": lambda text: text.replace("\n", "\r\r\n"),
        "U+2028": lambda text: text.replace("\n", "\u2028"),
        "soft hyphens": lambda text: text.replace("nobody", "no\u00adbody"),
        "zero-width marks": lambda text: text.replace(" ", " \ufeff"),
        "escape sequences": lambda text: text.replace("lamp", "\x1b[31mlamp\x1b[0m"),
        "direction marks": lambda text: text.replace("lamp", "\u202elamp\u202c"),
        "one line": lambda text: text.replace("\n\n", " ") * 100,
    }
    for name, change in marks.items():
        text = english * 100 if name == "one line" else english
        add_file("odd marks", name, f"{name}.txt", change(english).encode(), text)
    _add_hostile(add_file, add_page, folder, cases, mebibytes, depth)
    return cases


def _add_encodings(add_file: Callable[..., None], add_page: Callable[..., None]) -> None:
    french, russian = invent("French"), invent("Russian")
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        add_file("encodings", name, f"{name}.txt", russian.encode(name), russian)
    for language, name in (("French", "cp1252"), ("Russian", "koi8-r"), ("Greek", "iso-8859-7")):
        text = invent(language, 40)
        add_file("encodings", f"{name}, guessed", f"{name}.txt", text.encode(name), text)
    for language, name in (
        *(("Hebrew", "windows-1255"), ("Arabic", "windows-1256"), ("Thai", "tis-620")),
        *(("Japanese", "shift_jis"), ("Japanese", "iso-2022-jp"), ("Chinese", "gb18030")),
    ):
        text = invent(language)
        kind = f"text/plain; charset={name}"
        add_page(
            "encodings",
            f"{name}, declared",
            f"/{name}.txt",
            text.encode(name),
            text,
            Content_Type=kind,
        )
    add_page(
        *("encodings", "cp1252 declared as utf-8", "/wrong.txt", french.encode("cp1252"), french),
        Content_Type="text/plain; charset=utf-8",
    )


def _add_containers(
    add_file: Callable[..., None],
    add_page: Callable[..., None],
    folder: Path,
    cases: list[Case],
) -> None:
    group, text, other = "containers", invent(), invent(seed=1)
    raw, both = text.encode(), text + other
    menu = "<nav><a href='/'>Home</a> <a href='/shop'>Shop</a></nav>"
    add_file(group, "gzip", "book.txt.gz", gzip.compress(raw), text)
    members = gzip.compress(raw) + gzip.compress(other.encode())
    add_file(group, "gzip of two members", "two.gz", members, both)
    add_file(group, "zip", "book.zip", make_zip({"book.txt": raw, "cover.jpg": b"\xff"}), text)
    inner = make_zip({"b.txt": other.encode()})
    add_file(group, "zip in zip", "all.zip", make_zip({"a.txt": raw, "b.zip": inner}), both)
    add_file(group, "docx", "letter.docx", make_docx(text), text)
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n\n"))
    add_file(group, "odt", "letter.odt", make_odt(paragraphs), text)
    add_file(group, "EPUB", "book.epub", make_epub(text), text)
    add_file(group, "PDF", "book.pdf", make_pdf(text), text)
    add_file(group, "web page", "page.html", make_page(text, menu).encode(), text)
    add_page(
        *(group, "web page from a server", "/page", make_page(text, menu).encode(), text),
        Content_Type="text/html",
    )
    add_file(
        group, "Markdown", "notes.md", f"# Lamps\n\n*{text.replace('.', '.* *', 1)}".encode(), text
    )
    add_file(group, "folder", "notes/2 b.txt", other.encode(), None)
    (folder / "notes" / "1 a.md").write_bytes(raw)
    cases[-1] = Case(group, "folder", str(folder / "notes"), both)


def _add_hostile(
    add_file: Callable[..., None],
    add_page: Callable[..., None],
    folder: Path,
    cases: list[Case],
    mebibytes: int,
    depth: int,
) -> None:
    group, text = "hostile", invent()
    raw, blank = text.encode(), b" " * 2**20
    file = io.BytesIO()
    with gzip.open(file, "wb", compresslevel=1) as bomb:
        for _ in range(mebibytes):
            bomb.write(blank)
    add_file(group, "gzip bomb", "bomb.gz", file.getvalue(), None)
    blanks = {f"{number}.txt": blank for number in range(mebibytes)}
    add_file(group, "zip bomb", "bomb.zip", make_zip(blanks), None)
    add_page(
        *(group, "gzip bomb from a server", "/bomb.txt", file.getvalue(), None),
        Content_Encoding="gzip",
    )
    add_file(group, "../ names in a zip", "up.zip", make_zip({"../../../x.txt": raw}), text)
    entities = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 12)
    )
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
    add_file(group, "XML bomb", "laughs.odt", make_odt("<text:p>&e11;</text:p>", laughs), None)
    empty = make_odt("<text:p/>" * 200_000)
    add_file(group, "200,000 empty paragraphs", "empty.odt", empty, None)
    nested = f"<html><body>{'<div>' * depth}{text}{'</div>' * depth}".encode()
    add_file(group, "page nested deeply", "deep.html", nested, text)
    comments = b"<!--" + b"--><!--" * 100_000 + raw
    add_file(group, "page of comments", "comments.txt", comments, text)
    add_file(group, "truncated UTF-8", "cut.txt", invent("Russian").encode()[:-3], None)
    add_file(group, "truncated gzip", "cut.gz", gzip.compress(raw)[:-30], None)
    add_file(group, "truncated EPUB", "cut.epub", make_epub(text)[:-200], None)
    add_file(group, "locked PDF", "locked.pdf", make_pdf(text, password="secret"), None)
    add_file(group, "scanned PDF", "scan.pdf", make_pdf("7\n"), None)
    add_file(group, "picture as .txt", "picture.txt", b"\x89PNG\r\n" + bytes(99), None)
    add_file(group, "NUL bytes", "nul.txt", raw + b"\0", None)
    os.mkfifo(folder / "pipe")
    cases.append(Case(group, "named pipe", str(folder / "pipe"), None))
    add_page(group, "endless stream", "/endless.txt", raw, None)
    add_page(group, "redirect to file:", "/file", b"", None, Location="file:///etc/hostname")
    sorry = b"<html><head><title>404 Not Found</title></head><body>Sorry!</body></html>"
    add_page(group, "error page, status 200", "/sorry", sorry, None, Content_Type="text/html")
    PAGES["http://example.org/in"] = ({"Location": "http://127.0.0.1/"}, b"")  # as from a proxy
    cases.append(Case(group, "redirect to a private host", "http://example.org/in", None))
