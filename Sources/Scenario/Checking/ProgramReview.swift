import TextFormats

/// Looks through a compiled program for steps that cannot succeed and loops that would spin.
struct ProgramReview {
    let program: Program
    let places: [Place]

    /// What is known of the connector before an instruction.
    private struct Connector {
        var isPlugged = false
        var isAuthorized = false
    }

    func report(into sink: inout DiagnosticSink) {
        var connector = Connector()
        walk(program.sequence, &connector, &sink)
        for loop in program.openLoops {
            // The second round meets what the first one left behind.
            walk(loop.body, &connector, &sink)
            walk(loop.body, &connector, &sink)
        }
        for (index, instruction) in program.instructions.enumerated() {
            guard case .repeatBegin(nil, let end) = instruction, index < end else { continue }
            if !program.instructions[(index + 1)..<end].contains(where: takesTime) {
                sink.error(
                    "a round of this `repeat: forever` takes no time", at: places[index],
                    hint: "put a `wait` or a step that awaits an answer into it")
            }
        }
    }

    private func takesTime(_ instruction: Instruction) -> Bool {
        switch instruction {
        case .wait(let duration): duration.milliseconds != .fixed(0)
        case .authorize, .charge, .send, .meterValues: true
        case .plugIn, .plugInCar, .unplug, .repeatBegin, .repeatEnd: false
        }
    }

    /// Walks a range, the body of a loop twice: the second round meets what the first one left behind. Findings that
    /// come twice are told once by the sink.
    private func walk(_ range: Range<Int>, _ connector: inout Connector, _ sink: inout DiagnosticSink) {
        var index = range.lowerBound
        while index < range.upperBound {
            if case .repeatBegin(let count, let end) = program.instructions[index], end > index {
                let body = (index + 1)..<end
                walk(body, &connector, &sink)
                if count != 1 { walk(body, &connector, &sink) }
                index = end + 1
                continue
            }
            step(index, &connector, &sink)
            index += 1
        }
    }

    private func step(_ index: Int, _ connector: inout Connector, _ sink: inout DiagnosticSink) {
        let place = places[index]
        switch program.instructions[index] {
        case .plugIn, .plugInCar:
            if connector.isPlugged {
                sink.error(
                    "the cable is plugged in already when this step runs", at: place,
                    hint: "take it out with `- unplug` before, in a loop at the end of the round")
            }
            connector.isPlugged = true
        case .unplug:
            connector = Connector()
        case .authorize:
            connector.isAuthorized = true
        case .charge:
            if !connector.isPlugged {
                sink.error("`charge` without a cable", at: place, hint: "put `- plug-in` before it")
            }
            if !connector.isAuthorized {
                sink.error(
                    "`charge` without an authorized tag", at: place,
                    hint: "put `- authorize: …` before it; each transaction needs its own")
            }
            connector.isPlugged = true
            connector.isAuthorized = false
        case .wait, .send, .meterValues, .repeatBegin, .repeatEnd:
            break
        }
    }
}
