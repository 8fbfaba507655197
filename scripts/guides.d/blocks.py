"""Reads commands and what they print out of a guide.

Every block fenced as `sh` holds commands to paste. A line `# text` under a command is a part of what it prints (`…`
stands for anything in between); `# exit 2` is its exit code, 0 when there is none. A block fenced as `text` right
behind the mark `<!-- output -->` is the whole output of the last command, and behind `<!-- output, figures vary -->`
with other figures.
The mark `<!-- not run: why -->` before a block leaves it out.
"""

import dataclasses
import re
import subprocess


@dataclasses.dataclass
class Step:
    """A command and what is said of it."""

    line: int
    command: str
    parts: list
    code: int = 0
    whole: str | None = None
    figures_vary: bool = False

    def problem(self, code, output):
        """What is not as the guide says, or nothing."""
        if code is None:
            return "it did not end in time"
        if code != self.code:
            return f"it ended with exit code {code}, the guide says {self.code}"
        rest = output
        for part in self.parts:
            found = re.search(r".*?".join(re.escape(piece) for piece in part.split("…")), rest, re.DOTALL)
            if not found:
                return f"it did not print (here): {part}"
            rest = rest[found.end():]
        if self.whole is not None and shape(self.whole, self.figures_vary) != shape(output, self.figures_vary):
            return "its output is not the block below it"
        return None


def shape(text, figures_vary):
    """Lines without blanks at their ends; with `figures_vary` numbers, bars and blanks between words do not count."""
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    if figures_vary:
        lines = [re.sub(r"[\s▏▎▍▌▋▊▉█░]+", " ", re.sub(r"\d[\d,.:TZ-]*", "0", line)).strip() for line in lines]
    return lines


def is_whole(command):
    """Whether a shell takes these lines as complete: no open quote, here-document or continued line."""
    if command.endswith("\\"):
        return False
    probe = subprocess.run(["bash", "-n"], input=command + "\n", capture_output=True, text=True, check=False)
    return "unexpected end of file" not in probe.stderr and "delimited by end-of-file" not in probe.stderr \
        and "unexpected EOF" not in probe.stderr


def commands(lines, first):
    """The steps of one block whose first line has this number."""
    result, open_lines, start = [], [], 0
    for number, line in enumerate(lines, first):
        if not open_lines:
            if not line.strip():
                continue
            if line.startswith("#"):
                text = line[1:].strip()
                if not result:
                    raise ValueError(f"line {number}: a comment before the first command belongs into the text")
                if text.startswith("exit "):
                    result[-1].code = int(text[5:])
                else:
                    result[-1].parts.append(text)
                continue
            start = number
        open_lines.append(line)
        if is_whole("\n".join(open_lines)):
            result.append(Step(start, "\n".join(open_lines), []))
            open_lines = []
    if open_lines:
        raise ValueError(f"line {start}: the command does not end inside its block")
    return result


def steps(text):
    """Every step of a guide in order."""
    result, mark = [], ""
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        line = lines[position]
        if line.startswith("```") and len(line) > 3:
            end = lines.index("```", position + 1)
            body = lines[position + 1:end]
            if line == "```sh" and not mark.startswith("<!-- not run:"):
                result += commands(body, position + 2)
            elif line == "```text" and mark.startswith("<!-- output"):
                result[-1].whole = "\n".join(body)
                result[-1].figures_vary = "figures vary" in mark
            position, mark = end, ""
        elif line.startswith("<!-- "):
            mark = line
        elif line.strip():
            mark = ""
        position += 1
    return result


def guides(top):
    """The README and every guide with commands, in a stable order."""
    files = [top / "README.md", *sorted((top / "Sources").rglob("*.md"))]
    return [file for file in files if steps(file.read_text())]
