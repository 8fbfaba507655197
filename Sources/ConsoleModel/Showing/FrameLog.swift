import OCPPJSON
import OCPPTypes

/// Which way a frame went.
package enum FrameDirection: String, Sendable {
    /// From the charge point to the central system.
    case out
    /// From the central system to the charge point.
    case `in`
}

/// A frame that passed, with what is known of it.
package struct FrameNote: Equatable, Sendable {
    /// What kind of frame it is.
    enum Kind: Equatable, Sendable {
        case call(name: String, Action?)
        /// The action is nil when nobody called.
        case confirmation(Action?)
        case error(Action?, CallErrorCode, description: String)
        /// Not a frame of OCPP-J; the label says why.
        case malformed(String)
    }

    var direction: FrameDirection
    var kind: Kind
    /// The payload of a CALL or CALLRESULT, the details of a CALLERROR; nil when it is not JSON.
    var payload: JSONText?
    /// From the CALL to this answer.
    var latencyNanoseconds: Int64?
    /// The text as it passed.
    var text: String

    /// What people call it.
    var name: String {
        switch kind {
        case .call(let name, _): name
        case .confirmation(let action): (action?.name ?? "?") + ".conf"
        case .error(let action, _, _): (action?.name ?? "?") + ".error"
        case .malformed: "no frame"
        }
    }

    /// The same as an event that can be expected; nil for what nobody can name.
    var event: ConsoleEvent? {
        switch kind {
        case .call(_, let action): action.map { ConsoleEvent(subject: .call($0), payload: payload) }
        case .confirmation(let action): action.map { ConsoleEvent(subject: .confirmation($0), payload: payload) }
        case .error(_, let code, _): ConsoleEvent(subject: .callError(code), payload: payload)
        case .malformed: nil
        }
    }
}

/// Remembers the CALLs of both directions until their answers come.
struct FrameLog: Sendable {
    private struct OpenCall: Sendable {
        var id: UniqueId
        var direction: FrameDirection
        var action: Action?
        var at: Instant
    }

    private var open: [OpenCall] = []

    /// Notes a frame.
    mutating func note(_ direction: FrameDirection, _ bytes: [UInt8], at now: Instant) -> FrameNote {
        let text = String(decoding: bytes, as: UTF8.self)
        let envelope: Envelope
        do throws(FrameError) {
            envelope = try bytes.withUnsafeBytes { bytes in
                Result { () throws(FrameError) in try FrameScanner.scan(bytes) }
            }.get()
        } catch {
            return FrameNote(
                direction: direction, kind: .malformed("\(error.label)"), payload: JSONText(bytes), text: text)
        }
        switch envelope {
        case .call(let id, let action, let name, let payload):
            open.removeAll { $0.id == id && $0.direction == direction }
            if open.count >= ConsoleLimits.openCalls { open.removeFirst() }
            open.append(OpenCall(id: id, direction: direction, action: action, at: now))
            return FrameNote(
                direction: direction, kind: .call(name: String(decoding: bytes[name], as: UTF8.self), action),
                payload: JSONText(bytes[payload]), text: text)
        case .callResult(let id, let payload):
            let call = take(id, answeredBy: direction)
            return FrameNote(
                direction: direction, kind: .confirmation(call?.action), payload: JSONText(bytes[payload]),
                latencyNanoseconds: call.map { now.nanoseconds(since: $0.at) }, text: text)
        case .callError(let id, let error):
            let call = take(id, answeredBy: direction)
            return FrameNote(
                direction: direction, kind: .error(call?.action, error.code, description: error.description),
                payload: JSONText(Array(error.details.utf8)),
                latencyNanoseconds: call.map { now.nanoseconds(since: $0.at) }, text: text)
        }
    }

    private mutating func take(_ id: UniqueId, answeredBy direction: FrameDirection) -> OpenCall? {
        guard let index = open.firstIndex(where: { $0.id == id && $0.direction != direction }) else { return nil }
        return open.remove(at: index)
    }

    /// The connection is gone: nothing is answered any more.
    mutating func disconnected() { open = [] }
}
