import Measurement
import OCPPTypes

/// `summary.json` (guide "Report"): the same result gives the same bytes.
///
/// Latencies are in milliseconds with three decimals; a figure of no samples is null. Keys may be added without a new
/// `schemaVersion`; one that goes or changes its meaning raises it.
package enum SummaryJSON {
    /// Encodes a result.
    package static func encode(_ result: RunResult) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            writeHead(result, &json)
            writeFleet(result.fleet, &json)
            json.key("calls")
            writeCalls(result.calls, &json)
            json.key("commands")
            writeCalls(result.commands, &json)
            json.key("transactions")
            json.object(.compact) { json in
                json.member("started", result.transactions.started)
                json.member("stopped", result.transactions.stopped)
                json.member("lost", result.transactions.lost)
                json.member("duplicated", result.transactions.duplicated)
            }
            json.key("transfers")
            json.object { json in
                for transfer in result.transfers { writeTransfer(transfer, &json) }
            }
            json.key("behaviour")
            json.object { json in
                json.member("rounds", result.behaviour.rounds)
                json.member("done", result.behaviour.done)
                json.member("failedRounds", result.behaviour.failedRounds)
                json.member("dropped", result.behaviour.dropped)
            }
            json.member("violations", result.violations)
            writeGenerator(result.generator, longestTurn: result.longestTurn, &json)
            writeExpectations(result.expectations, &json)
            json.key("unwritten")
            json.object(.compact) { json in
                json.member("events", result.unwritten.events)
                json.member("transfers", result.unwritten.transfers)
                json.member("standardError", result.unwritten.standardError)
            }
        }
        return json.finish()
    }

    private static func writeHead(_ result: RunResult, _ json: inout JSONWriter) {
        json.member("schemaVersion", RunResult.schemaVersion)
        json.member("verdict", result.verdict.rawValue)
        json.member("exitCode", result.exitCode)
        json.member("reason", URLRedaction.redacted(result.reason))
        json.key("remedy")
        if let remedy = result.remedy { json.string(remedy) } else { json.null() }
        json.key("failedExpectations")
        json.array { json in
            for failed in result.failedExpectations { json.string(failed.text) }
        }
        json.member("scenario", result.context.scenario)
        json.member("target", URLRedaction.redacted(result.context.target))
        json.member("seed", result.context.seed)
        json.key("durationSeconds")
        json.number(result.context.durationSeconds)
        json.member("planDigest", result.context.planDigest)
    }

    private static func writeFleet(_ fleet: FleetResult, _ json: inout JSONWriter) {
        json.key("fleet")
        json.object { json in
            json.member("planned", fleet.planned)
            json.member("connected", fleet.connected)
            json.member("peakConnected", fleet.peakConnected)
            json.member("booted", fleet.booted)
            json.member("reconnects", fleet.reconnects)
            json.member("connectFailures", fleet.connectFailures)
            json.member("bootsNotAccepted", fleet.bootsNotAccepted)
            json.member("connecting", fleet.connecting)
            json.key("connectingPhases")
            json.object { json in
                for (name, summary) in fleet.phases.parts { json.member(name, summary) }
            }
            json.key("allBootedSeconds")
            json.number(fleet.allBootedSeconds)
            writeOutages(fleet, &json)
        }
    }

    /// Times in seconds since the start of the run; one that was not over at the end has no `recoveredSeconds`.
    private static func writeOutages(_ fleet: FleetResult, _ json: inout JSONWriter) {
        json.key("outages")
        json.array { json in
            for outage in fleet.outages.prefix(ReportLimits.outages) {
                json.object(.compact) { json in
                    json.key("beganSeconds")
                    json.number(Double(outage.began) / 1e9)
                    json.key("recoveredSeconds")
                    json.number(outage.recovery.map { Double($0) / 1e9 })
                    json.member("lost", outage.lost)
                }
            }
        }
        json.member(
            "outagesLeftOut", fleet.outagesLeftOut + UInt64(max(0, fleet.outages.count - ReportLimits.outages)))
    }

    private static func writeCalls(_ calls: [CallResult], _ json: inout JSONWriter) {
        json.object { json in
            for call in calls {
                json.key(call.action.name)
                json.object { json in
                    json.member("intended", call.intended)
                    json.member("sent", call.sent)
                    json.member("answered", call.answered)
                    json.member("callErrors", call.callErrors)
                    json.member("timeouts", call.timeouts)
                    json.member("late", call.late)
                    json.member("dropped", call.dropped)
                    json.key("neverSent")
                    json.object(.compact) { json in
                        for cause in NeverSent.allCases { json.member(cause.rawValue, call.neverSent[cause]) }
                    }
                    json.member("invalidAnswers", call.invalidAnswers)
                    json.member("connectionLost", call.connectionLost)
                    json.member("unanswered", call.unanswered)
                    json.member("overFiveSeconds", call.overFiveSeconds)
                    json.key("perSecond")
                    json.number(call.perSecond)
                    json.member("response", call.response)
                    json.member("leastResponse", call.leastResponse)
                    json.member("service", call.service)
                    json.member("leastService", call.leastService)
                    json.member("slip", call.slip)
                    json.member("slipOwn", call.slipOwn)
                    json.member("slipTarget", call.slipTarget)
                }
            }
        }
    }

    /// Durations in milliseconds, throughput in kB/s; `schemes` has the same members by protocol.
    private static func writeTransfer(_ transfer: TransferResult, _ json: inout JSONWriter) {
        json.key(transfer.kind.rawValue)
        json.object { json in
            writeAttempts(transfer.all, &json)
            json.key("orders")
            json.object { json in
                json.member("done", transfer.orders.done)
                json.member("failed", transfer.orders.failed)
                json.member("outcomes", transfer.orders.outcomes)
                json.member("orderToDone", transfer.orders.latency)
            }
            json.key("schemes")
            json.object { json in
                for part in transfer.schemes {
                    json.key(part.scheme.rawValue)
                    json.object { json in writeAttempts(part.attempts, &json) }
                }
            }
        }
    }

    private static func writeAttempts(_ attempts: TransferResult.Attempts, _ json: inout JSONWriter) {
        json.member("started", attempts.started)
        json.member("succeeded", attempts.succeeded)
        json.member("failed", attempts.failed)
        json.member("bytes", attempts.bytes)
        json.member("resumed", attempts.resumed)
        json.member("causes", attempts.causes)
        json.member("duration", attempts.duration)
        json.member("queued", attempts.queued)
        json.member("throughput", attempts.throughput)
    }

    private static func writeGenerator(
        _ generator: GeneratorCheck, longestTurn: Double?, _ json: inout JSONWriter
    ) {
        json.key("generator")
        json.object { json in
            json.member("verdict", generator.verdict.rawValue)
            json.key("reasons")
            json.array { json in
                for reason in generator.reasons { json.string(reason) }
            }
            json.key("slipP99")
            json.number(generator.slipP99)
            json.key("loopLagMax")
            json.number(generator.loopLagMax)
            json.key("longestTurn")
            json.number(longestTurn)
            json.key("cpuPercent")
            json.number(generator.cpuPercent, decimals: 1)
            json.key("burstLagMax")
            json.number(generator.signs.burstLagMax)
            json.key("starvedMax")
            json.number(generator.signs.starvedMax)
            json.key("latePercent")
            json.number(generator.signs.latePercent, decimals: 1)
            json.key("advice")
            if let advice = generator.advice { json.string(advice) } else { json.null() }
            json.key("bent")
            json.array { json in
                for figure in generator.bent {
                    json.object(.compact) { json in
                        json.member("figure", figure.name)
                        json.key("least")
                        json.number(figure.bar.least)
                        json.key("most")
                        json.number(figure.bar.most)
                    }
                }
            }
        }
    }

    private static func writeExpectations(_ expectations: [ExpectationResult], _ json: inout JSONWriter) {
        json.key("expectations")
        json.array { json in
            for expectation in expectations {
                json.object(.compact) { json in
                    json.member("text", expectation.text)
                    json.key("value")
                    json.number(expectation.value)
                    json.member("unit", expectation.unit.rawValue)
                    json.key("pass")
                    json.boolean(expectation.pass)
                    json.member("outcome", expectation.outcome.rawValue)
                    json.key("least")
                    json.number(expectation.bar?.least)
                    json.key("most")
                    json.number(expectation.bar?.most)
                    if let reason = expectation.reason { json.member("reason", reason) }
                }
            }
        }
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    mutating func member(_ name: String, _ number: some BinaryInteger) {
        key(name)
        integer(number)
    }

    /// Labels as an object, most frequent first.
    mutating func member(_ name: String, _ counts: [LabelCount]) {
        key(name)
        object { json in
            for count in counts { json.member(count.label, count.count) }
        }
    }

    /// The nine figures of a distribution on one line; null where there is no sample.
    mutating func member(_ name: String, _ summary: LatencySummary) {
        key(name)
        object(.compact) { json in
            json.member("count", summary.count)
            let figures = [
                ("min", summary.min), ("mean", summary.mean), ("p50", summary.p50), ("p90", summary.p90),
                ("p95", summary.p95), ("p99", summary.p99), ("p999", summary.p999), ("max", summary.max),
            ]
            for (name, milliseconds) in figures {
                json.key(name)
                json.number(summary.isEmpty ? nil : milliseconds)
            }
        }
    }
}
