"""Ratios, medians and the tables made of them."""

import statistics


class Side:
    """One measurement of one side of a pair: the figure that is compared, the CPU per call of the process under test in
    microseconds (user and kernel, start included), and what else was seen."""

    def __init__(self, value, cpu, **details):
        self.value = value
        self.cpu = cpu
        self.details = details

    def asJSON(self):
        return {"value": self.value, "microsecondsCPUPerCall": round(self.cpu, 3), **self.details}


class Comparison:
    """Paired measurements of ours and of the C floor; the ratio is taken pair by pair."""

    def __init__(self, suite, what, unit, goal=None, least=True):
        self.suite = suite
        self.what = what
        self.unit = unit
        self.goal = goal
        self.least = least
        self.pairs = []

    def add(self, floor, ours):
        if floor.value <= 0 or ours.value <= 0:
            raise ValueError(f"{self.suite}: a side measured nothing")
        self.pairs.append((floor, ours))

    @property
    def ratios(self):
        return [ours.value / floor.value for floor, ours in self.pairs]

    def median(self, side):
        return statistics.median(pair[side].value for pair in self.pairs)

    def medianCPU(self, side):
        return statistics.median(pair[side].cpu for pair in self.pairs)

    def met(self):
        """Whether the median keeps the goal; None without a goal."""
        if self.goal is None:
            return None
        middle = statistics.median(self.ratios)
        return middle >= self.goal if self.least else middle <= self.goal

    def asJSON(self):
        ratios = self.ratios
        return {
            "suite": self.suite,
            "what": self.what,
            "unit": self.unit,
            "floorMedian": self.median(0),
            "oursMedian": self.median(1),
            "ratio": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
            "microsecondsCPUPerCall": {"floor": self.medianCPU(0), "ours": self.medianCPU(1)},
            "goal": self.goal,
            "met": self.met(),
            "pairs": [
                {"floor": floor.asJSON(), "ours": ours.asJSON(), "ratio": ratio}
                for (floor, ours), ratio in zip(self.pairs, ratios)
            ],
        }

    def row(self):
        ratios = self.ratios
        spread = f"{min(ratios):.2f} … {max(ratios):.2f}"
        return [
            self.what,
            number(self.median(0)),
            number(self.median(1)),
            f"{statistics.median(ratios):.2f}",
            spread,
            str(len(ratios)),
            f"{self.medianCPU(0):.1f} / {self.medianCPU(1):.1f}",
            goalText(self.goal, self.least, "", self.met()),
        ]

    heading = [
        "what (per second)", "C floor", "ours", "ratio", "min … max", "pairs", "CPU µs per call, C / ours", "goal"
    ]


class Figure:
    """One figure of ours without a pair, measured several times."""

    def __init__(self, suite, what, unit, values, goal=None, least=True, details=None):
        self.suite = suite
        self.what = what
        self.unit = unit
        self.values = values
        self.goal = goal
        self.least = least
        self.details = details or []

    def met(self):
        if self.goal is None:
            return None
        middle = statistics.median(self.values)
        return middle >= self.goal if self.least else middle <= self.goal

    def asJSON(self):
        return {
            "suite": self.suite,
            "what": self.what,
            "unit": self.unit,
            "median": statistics.median(self.values),
            "min": min(self.values),
            "max": max(self.values),
            "goal": self.goal,
            "met": self.met(),
            "values": self.values,
            "details": self.details,
        }

    def row(self):
        spread = f"{number(min(self.values))} … {number(max(self.values))}"
        return [
            self.what,
            f"{number(statistics.median(self.values))} {self.unit}".strip(),
            spread,
            str(len(self.values)),
            goalText(self.goal, self.least, f" {self.unit}", self.met()),
        ]

    heading = ["what", "median", "min … max", "runs", "goal"]


class Text:
    """What a suite printed itself."""

    def __init__(self, suite, text, met=None):
        self.suite = suite
        self.text = text
        self.isMet = met

    def met(self):
        return self.isMet

    def asJSON(self):
        return {"suite": self.suite, "text": self.text}


def number(value):
    """Three figures, thousands grouped."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def goalText(goal, least, unit, met):
    if goal is None:
        return "–"
    return f"{'≥' if least else '≤'} {goal:g}{unit}, {'met' if met else 'missed'}"


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def markdown(machine, results, quick):
    """The page: one table of ratios, one of single figures, and what suites printed."""
    parts = [
        f"Measured {machine['date']} on {machine['processor']} ({machine['cores']} cores, {machine['system']}), "
        f"{machine['pinning']}, load average {machine['loadAverage']:.1f} at the start. "
        "The C floor and Wattswarm ran in turn; the ratio is taken pair by pair, ours / C. "
        "CPU is that of the process that is compared, user and kernel, its start included."
    ]
    if quick:
        parts.append("A quick run: it shows that the suites work, not how fast anything is.")
    comparisons = [result for result in results if isinstance(result, Comparison)]
    figures = [result for result in results if isinstance(result, Figure)]
    if comparisons:
        parts.append(table(Comparison.heading, [result.row() for result in comparisons]))
    if figures:
        parts.append(table(Figure.heading, [result.row() for result in figures]))
    for result in results:
        if isinstance(result, Text):
            parts.append(f"`{result.suite}`:\n\n```text\n{result.text.strip()}\n```")
    return "\n\n".join(parts) + "\n"
