import CentralSystemModel
import OCPPTypes
import OperatorInterface
import OperatorPage

/// What pages show of the log, the events and the stops that ended nothing.
extension OperatorAPI {
    /// The youngest frames of a charge point, and where its stream goes on.
    func messageLog(of identity: String) async throws -> LiveLog {
        let filter = MessageRing.Filter(identity: identity)
        let (end, first) = try await loop.ask { loop in
            let ring = loop.live.messages
            return (ring.end, ring.newest(of: filter, before: nil, limit: LiveLog.firstLines, scanning: 8_192))
        }
        var found = first.messages
        var next = first.next
        // A charge point that says little among many: a few more looks, then its older frames are left to the API.
        for _ in 0..<7 where next != nil && found.count < LiveLog.firstLines {
            let (from, wanted) = (next, LiveLog.firstLines - found.count)
            let page = try await loop.ask {
                $0.live.messages.newest(of: filter, before: from, limit: wanted, scanning: 8_192)
            }
            found += page.messages
            next = page.next
        }
        let lines = found.map {
            LiveLog.Line(
                time: clock.time(at: $0.time), text: JSONBody.shown($0.text),
                words: $0.direction == .sent ? "sent" : "received")
        }
        return LiveLog(lines: lines, position: end)
    }

    /// The youngest events of a charge point, or of all, and where their stream goes on.
    func eventLog(of identity: String?) async throws -> LiveLog {
        let last = try await loop.ask { $0.live.events.nextID - 1 }
        let (events, _) = try await recentEvents(before: last + 1, limit: LiveLog.firstLines) {
            identity == nil || $0.identity == identity
        }
        let lines = events.map { _, event in
            LiveLog.Line(time: clock.time(at: event.time), text: event.text, words: event.name)
        }
        return LiveLog(lines: lines, position: last)
    }

    /// The youngest stops that ended nothing; no section where there are none.
    func unmatchedStopSection(of identity: String?) async throws -> [BookSection] {
        let (rows, next) = try await unmatchedStops(of: identity, before: nil, limit: 8)
        guard !rows.isEmpty else { return [] }
        let link: HTML =
            identity.map { "/api/v1/unmatched-stops?identity=\(url: $0)" } ?? "/api/v1/unmatched-stops"
        return [
            BookSection(
                title: "Stops that ended nothing",
                columns: [
                    ("Charge point", "wrap"), ("Transaction", "number"), ("Why", "wrap"), ("Stopped", ""),
                    ("Register", "number"), ("Id tag", "wrap extra"),
                ],
                rows: rows.map { row in
                    [
                        "<a href=\"/charge-points/\(url: row.identity)\">\(row.identity)</a>", "\(row.transactionId)",
                        "\(row.kind.split(separator: "_").joined(separator: " "))",
                        "\(row.stop.timestamp.description.prefix(16))", "\(row.stop.meterStop) Wh",
                        "\(row.stop.idTag?.value ?? "–")",
                    ]
                }, empty: "",
                lead: "<p><a href=\"\(link)\">\(next == nil ? "As JSON" : "All of them as JSON")</a></p>")
        ]
    }
}
