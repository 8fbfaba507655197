internal import CYaml

/// The events of a YAML text, one after the other, as libyaml finds them.
///
/// Yams' own composer builds a whole tree, hashes every key with all that its aliases stand for, and recurses as deep as
/// the text does; a text of some hundred bytes keeps it busy for ever. Here the reader decides at each event whether to go
/// on, so that nothing grows beyond its limits.
final class YamlEvents {
    /// What comes next.
    enum Event {
        case streamEnd
        case documentStart
        case documentEnd
        case alias(name: String)
        case scalar(Scalar, anchor: String?)
        case sequenceStart(anchor: String?)
        case sequenceEnd
        case mappingStart(anchor: String?)
        case mappingEnd
    }

    /// A text without its quotes.
    struct Scalar {
        var text: String
        /// Without quotes and no block text.
        var isPlain: Bool
        /// In single or double quotes.
        var isQuoted: Bool
    }

    /// Line and column, from 1; columns count scalars.
    struct Mark {
        var line: Int
        var column: Int

        fileprivate init(_ mark: yaml_mark_t) {
            line = Int(mark.line) + 1
            column = Int(mark.column) + 1
        }
    }

    /// Why the text is no YAML.
    struct Fault: Error {
        /// libyaml's words.
        var problem: String
        var mark: Mark
        /// What libyaml was about, and where that began.
        var context: (text: String, mark: Mark)?
        /// False for text that cannot even be read as characters; then the marks say nothing.
        var hasPlace: Bool
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter text: the whole text.
    init(_ source: String) {
        var source = source
        text = source.withUTF8 { bytes in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
            _ = copy.initialize(fromContentsOf: bytes)
            return UnsafeMutableBufferPointer(rebasing: copy[..<bytes.count])
        }
        // libyaml keeps the address of its own state.
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event and where it begins.
    func next() throws(Fault) -> (event: Event, mark: Mark) {
        while true {
            var raw = yaml_event_t()
            guard yaml_parser_parse(parser, &raw) == 1 else { throw fault }
            defer { yaml_event_delete(&raw) }
            if let event = Self.event(raw) { return (event, Mark(raw.start_mark)) }
        }
    }

    /// Nil for the start of the stream.
    private static func event(_ raw: yaml_event_t) -> Event? {
        switch raw.type {
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(name: string(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: .scalar(scalar(raw), anchor: string(raw.data.scalar.anchor))
        case YAML_SEQUENCE_START_EVENT: .sequenceStart(anchor: string(raw.data.sequence_start.anchor))
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart(anchor: string(raw.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: .mappingEnd
        case YAML_STREAM_START_EVENT: nil
        default: .streamEnd
        }
    }

    private static func scalar(_ raw: yaml_event_t) -> Scalar {
        let value = UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length)
        let style = raw.data.scalar.style
        return Scalar(
            text: String(decoding: value, as: UTF8.self),
            isPlain: style == YAML_PLAIN_SCALAR_STYLE || style == YAML_ANY_SCALAR_STYLE,
            isQuoted: style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private var fault: Fault {
        let state = parser.pointee
        var context: (text: String, mark: Mark)?
        if let text = state.context { context = (String(cString: text), Mark(state.context_mark)) }
        return Fault(
            problem: state.problem.map { String(cString: $0) } ?? "it takes too much memory",
            mark: Mark(state.problem_mark), context: context,
            hasPlace: state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR)
    }
}
