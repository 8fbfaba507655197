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
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("value") {
                try reader.required(&value)
            } else if name.matches("context") {
                try reader.optional(&context)
            } else if name.matches("format") {
                try reader.optional(&format)
            } else if name.matches("measurand") {
                try reader.optional(&measurand)
            } else if name.matches("phase") {
                try reader.optional(&phase)
            } else if name.matches("location") {
                try reader.optional(&location)
            } else if name.matches("unit") {
                try reader.optional(&unit)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            value: try reader.present(value, "value", in: object),
            context: context,
            format: format,
            measurand: measurand,
            phase: phase,
            location: location,
            unit: unit)
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
