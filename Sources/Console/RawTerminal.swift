import Glibc

/// The terminal of standard input and output.
enum RawTerminal {
    /// True when a person sits at both ends.
    static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

    /// Columns of the terminal; 80 where it does not tell.
    static var columns: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Gives key presses on at once and without echo; returns what ``restore(_:)`` needs.
    static func enter() -> termios? {
        var saved = termios()
        guard tcgetattr(0, &saved) == 0 else { return nil }
        var raw = saved
        raw.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INPCK | ISTRIP | IXON)
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
        guard tcsetattr(0, TCSADRAIN, &raw) == 0 else { return nil }
        return saved
    }

    /// Makes the terminal what it was.
    static func restore(_ saved: termios) {
        var saved = saved
        _ = tcsetattr(0, TCSADRAIN, &saved)
    }
}
