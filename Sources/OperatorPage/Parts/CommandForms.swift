import OCPPTypes
import OperatorInterface

/// Forms for commands, made from the table of members that also describes the API.
///
/// A member of an inner object is a field with a dotted name, `csChargingProfiles.stackLevel`; a list of texts has one
/// element per line, any other list is JSON. ``payload(of:fields:)`` makes the request's payload of what came back.
package enum CommandForms {
    /// Commands that operators send most, in the order in which they are shown.
    static let common: [Action] = [
        .remoteStartTransaction, .remoteStopTransaction, .reset, .unlockConnector, .changeAvailability,
        .triggerMessage, .getConfiguration, .changeConfiguration, .setChargingProfile, .getCompositeSchedule,
        .clearChargingProfile, .reserveNow, .cancelReservation,
    ]

    /// What the charge point's state lets propose.
    package struct Proposals: Sendable {
        /// The running transaction.
        package var transactionId: Int32?
        /// Now, in device time.
        package var now: DateTime
        /// What the file endpoint offers; nil where none runs.
        package var files: Files?

        /// Makes proposals.
        package init(transactionId: Int32?, now: DateTime, files: Files? = nil) {
            self.transactionId = transactionId
            self.now = now
            self.files = files
        }
    }

    /// What the central system's own file endpoint offers to orders without a location.
    package struct Files: Sendable {
        /// Names of images in the firmware library.
        package var images: [String]
        /// Schemes that are served.
        package var schemes: [String]

        /// Makes the offer.
        package init(images: [String], schemes: [String]) {
            self.images = images
            self.schemes = schemes
        }
    }

    /// The member that says where a file lies, by action.
    private static let locations: [Action: String] = [
        .updateFirmware: "location", .getDiagnostics: "location", .getLog: "log.remoteLocation",
        .signedUpdateFirmware: "firmware.location",
    ]

    // MARK: Markup

    /// All forms of a charge point.
    static func all(identity: String, _ proposals: Proposals) -> HTML {
        let others = CommandShape.actions.filter { !common.contains($0) }
        let path: HTML = "/charge-points/\(url: identity)/commands"
        return """
            <div class="commands">\(common.map { form($0, path, proposals) })</div>
            <details class="more"><summary>More commands</summary>
            <div class="commands">\(others.map { form($0, path, proposals) })</div></details>
            <details class="more"><summary>Any payload</summary>\(free(path))</details>
            """
    }

    private static func form(_ action: Action, _ path: HTML, _ proposals: Proposals) -> HTML {
        let fields = CommandShape.operatorFields(of: action)
        return """
            <details class="command"><summary>\(action.name)</summary>
            <form method="post" action="\(path)"><input type="hidden" name="action" value="\(action.name)">
            \(choices(action, proposals))
            \(fields.map { inputs($0, prefix: "", isRequired: $0.isRequired, action, proposals) })
            <button type="submit">Send \(action.name)</button></form></details>
            """
    }

    /// Image and scheme, for orders whose location may be left to the file endpoint.
    private static func choices(_ action: Action, _ proposals: Proposals) -> HTML {
        guard let files = proposals.files, locations[action] != nil else { return .empty }
        let schemes = [(value: "", text: "–")] + files.schemes.map { (value: $0, text: $0) }
        let via = Parts.select("via", label: "Scheme, without a location", schemes, chosen: "")
        guard action == .updateFirmware || action == .signedUpdateFirmware else { return via }
        let images = [(value: "", text: "–")] + files.images.map { (value: $0, text: $0) }
        return "\(Parts.select("image", label: "Image of the library", images, chosen: ""))\(via)"
    }

    /// A form that takes any payload, also a wrong one.
    private static func free(_ path: HTML) -> HTML {
        let names = CommandShape.actions.map { (value: $0.name, text: $0.name) }
        return """
            <form method="post" action="\(path)" class="free">
            \(Parts.select("action", label: "Action", names, chosen: "GetConfiguration"))
            <label>Payload, JSON<textarea name="payload" rows="6" spellcheck="false">{}</textarea></label>
            <label class="check"><input type="checkbox" name="unchecked" value="true"> \
            Send it as it is, even if it is wrong</label>
            <button type="submit">Send</button></form>
            """
    }

    private static func inputs(
        _ field: SchemaField, prefix: String, isRequired: Bool, _ action: Action, _ proposals: Proposals
    ) -> HTML {
        let name = prefix + field.name
        // Without a location the file endpoint's own is sent.
        let isRequired = isRequired && (proposals.files == nil || locations[action] != name)
        let proposal = isRequired ? self.proposal(name, action, proposals) : ""
        let mark: HTML = isRequired ? "" : " <small>optional</small>"
        let required: HTML = isRequired ? " required" : ""
        switch field.schema {
        case .object(let inner, _):
            let items = inner.map {
                inputs($0, prefix: name + ".", isRequired: isRequired && $0.isRequired, action, proposals)
            }
            return "<fieldset><legend>\(field.name)\(mark)</legend>\(items)</fieldset>"
        case .choice(let values):
            let options =
                (isRequired ? [] : [(value: "", text: "–")]) + values.map { (value: $0, text: $0) }
            let select = options.map { option -> HTML in
                "<option value=\"\(option.value)\">\(option.text)</option>"
            }
            return "<label>\(field.name)\(mark)<select name=\"\(name)\"\(required)>\(select)</select></label>"
        case .integer, .number:
            let step: HTML = if case .number = field.schema { "any" } else { "1" }
            return """
                <label>\(field.name)\(mark)<input name="\(name)" type="number" step="\(step)" inputmode="decimal" \
                value="\(proposal)"\(required)></label>
                """
        case .list(.text, _):
            return """
                <label>\(field.name)\(mark) <small>one per line</small><textarea name="\(name)" rows="2" \
                spellcheck="false"\(required)></textarea></label>
                """
        case .list:
            return """
                <label>\(field.name)\(mark) <small>JSON</small><textarea name="\(name)" rows="3" \
                spellcheck="false"\(required)>\(proposal)</textarea></label>
                """
        case .text(let maxLength) where maxLength.map({ $0 > 600 }) ?? false:
            return """
                <label>\(field.name)\(mark)<textarea name="\(name)" rows="4" spellcheck="false"\(required)></textarea>\
                </label>
                """
        default:
            let limit: HTML = if case .text(let maxLength?) = field.schema { " maxlength=\"\(maxLength)\"" } else { "" }
            return """
                <label>\(field.name)\(mark)<input name="\(name)" type="text" value="\(proposal)"\(limit) \
                autocomplete="off" spellcheck="false"\(required)></label>
                """
        }
    }

    private static func proposal(_ name: String, _ action: Action, _ proposals: Proposals) -> String {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        switch last {
        case "connectorId": return action == .changeAvailability || action == .setChargingProfile ? "0" : "1"
        case "transactionId": return proposals.transactionId.map { String($0) } ?? ""
        case "duration": return "86400"
        case "expiryDate":
            return DateTime(millisecondsSince1970: proposals.now.millisecondsSince1970 + 3_600_000).description
        case "retrieveDate", "retrieveDateTime": return proposals.now.description
        case "chargingProfileId": return "1"
        case "stackLevel": return "0"
        case "chargingSchedulePeriod": return #"[{"startPeriod":0,"limit":16}]"#
        default: return ""
        }
    }

    // MARK: What comes back

    /// The payload of a form's fields as JSON text. Values are taken over as they are: what is wrong with them is the
    /// codec's to say. A number that is none becomes a text, which the codec refuses by name.
    package static func payload(of action: Action, fields: [String: String]) -> JSONText {
        object(CommandShape.fields(of: action), prefix: "", fields) ?? [:]
    }

    private static func object(_ members: [SchemaField], prefix: String, _ fields: [String: String]) -> JSONText? {
        let found = members.compactMap { member -> (name: String, value: JSONText)? in
            value(member, prefix: prefix, fields).map { (member.name, $0) }
        }
        return found.isEmpty ? nil : .object(found)
    }

    private static func value(_ member: SchemaField, prefix: String, _ fields: [String: String]) -> JSONText? {
        let name = prefix + member.name
        if case .object(let inner, _) = member.schema { return object(inner, prefix: name + ".", fields) }
        guard let text = fields[name], !text.isEmpty else { return nil }
        switch member.schema {
        case .integer: return Int(text).map { .integer($0) } ?? .string(text)
        case .number: return isNumber(text) ? .raw(text) : .string(text)
        case .list(.text, _):
            return .array(
                text.split(whereSeparator: \.isNewline).map { .string(trimmed($0)) }.filter { $0 != .string("") })
        case .list: return .raw(text)
        default: return .string(text)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// True for a number as JSON writes it.
    private static func isNumber(_ text: String) -> Bool {
        var bytes = Substring(text)
        if bytes.hasPrefix("-") { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
            && (parts[0].count == 1 || parts[0].first != "0")
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
