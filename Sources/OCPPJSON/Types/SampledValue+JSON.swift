import OCPPTypes

extension SampledValue: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var value: String?
        var context: ReadingContext?
        var format: ValueFormat?
        var measurand: Measurand?
        var phase: Phase?
        var location: Location?
        var unit: UnitOfMeasure?
        var unknownUnit: UnsafeRawPointer?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("value") {
                try reader.required(&value)
            } else if name.matches("context") {
                try reader.optional(&context)
            } else if name.matches("format") {
                try reader.decisive(&format)
            } else if name.matches("measurand") {
                try reader.decisive(&measurand)
            } else if name.matches("phase") {
                try reader.decisive(&phase)
            } else if name.matches("location") {
                try reader.decisive(&location)
            } else if name.matches("unit") {
                let begin = reader.cursor
                try reader.optional(&unit)
                if unit == nil { unknownUnit = begin }
            } else {
                try reader.unknownMember()
            }
        }
        if let unknownUnit { try check(unitAt: unknownUnit, of: measurand) }
        return Self(
            value: try reader.present(value, "value", in: object),
            context: context,
            format: format,
            measurand: measurand,
            phase: phase,
            location: location,
            unit: unit)
    }

    /// A unit that lenient decoding could not read, unless it is `null`: energy and power without it would be taken for Wh
    /// and W.
    @inline(never)
    private static func check(unitAt position: UnsafeRawPointer, of measurand: Measurand?) throws(ReadFailure) {
        guard position.load(as: UInt8.self) != Ascii.lowerN, measurand?.isEnergyOrPower ?? true else { return }
        throw ReadFailure(reason: .unknownValue, position: position)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("value", value)
        out.member("context", context)
        out.member("format", format)
        out.member("measurand", measurand)
        out.member("phase", phase)
        out.member("location", location)
        out.member("unit", unit)
        out.closeObject()
    }
}

extension Measurand {
    /// True for what is told in Wh, varh, W, var or VA.
    fileprivate var isEnergyOrPower: Bool {
        rawValue.hasPrefix("Energy.") || rawValue.hasPrefix("Power.") && self != .powerFactor
    }
}
