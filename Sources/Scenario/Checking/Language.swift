import TextFormats

/// The words of the language: one table for the checker, the suggestions and the schema.
enum Language {
    /// Keys of the document.
    static let topLevel = [
        "scenario", "seed", "duration", "clock", "target", "charge-points", "cars", "fleet", "behaviours", "pools",
        "central-system", "faults",
        "expect",
    ]
    /// Keys of a group.
    static let group = [
        "count", "charge-point", "connectors", "cars", "identity", "arrive", "behaviour", "per", "configuration",
        "call-timeout", "boot", "security", "transfers", "quirks",
    ]
    /// Keys of the mapping behind `security`.
    static let security = [
        "profile", "user", "password", "authorization-key", "endpoints", "ca", "certificates", "manufacturer-ca",
    ]
    /// Keys of the mapping behind `endpoints`.
    static let profiles = ["0", "1", "2", "3"]
    /// Keys of a kind of charge point.
    static let chargePoint = [
        "based-on", "connectors", "phases", "current", "power", "voltage", "shared", "cable", "phase-switching",
        "main-meter", "vendor", "model", "firmware", "meter", "close-delay", "configuration",
    ]
    /// Keys of a car.
    static let car = [
        "based-on", "battery", "curve", "phases", "current", "dc-power", "efficiency", "power-factor", "arrives-at",
        "leaves-at",
    ]
    /// Keys of the mapping behind `plug-in`.
    static let plugIn = ["car", "soc"]
    /// How a cable is fastened.
    static let cables = ["fixed", "detachable"]
    /// Truth values.
    static let yesNo = ["true", "false"]
    /// Words of a step.
    static let steps = [
        "wait", "plug-in", "unplug", "authorize", "charge", "meter-values", "send", "repeat", "every",
    ]
    /// Keys of the mapping behind `authorize`.
    static let authorize = ["pool", "idTag"]
    /// Keys of the mapping behind `charge`.
    static let charge = ["until", "for", "energy"]
    /// Keys of a pool.
    static let pool = ["tags", "prefix"]
    /// Distributions by name; a value without a name is fixed.
    static let distributions = ["exponential", "uniform", "normal"]
    /// Units of rates and their seconds.
    static let rateUnits: [(name: String, seconds: Int64)] = [("s", 1), ("m", 60), ("h", 3600)]
    /// Where a behaviour runs.
    static let per = ["charge-point", "connector"]
    /// The behaviours that are built in, in the language itself.
    static let builtInBehaviours = """
        idle: []
        commuter:
          - repeat: forever
            steps:
              - wait: exponential 20m
              - plug-in
              - authorize: {pool: commuters}
              - charge: {until: 80%}
              - unplug
        road-trip:
          - repeat: forever
            steps:
              - wait: exponential 30m
              - plug-in
              - authorize: {pool: road-trip}
              - charge: {energy: normal 30kWh ± 8kWh}
              - unplug
        """
    /// Their names.
    static let builtInBehaviourNames = ["idle", "commuter", "road-trip"]
    /// The kind of a group that names none.
    static let defaultKind = BuiltInKind.ac11kW
    /// The seed of a scenario that names none.
    static let defaultSeed: UInt64 = 1
}

extension SyntaxReader.Wording {
    /// A scenario, in messages about its text.
    static let scenario = Self(
        noun: "scenario", needs: "it needs at least `scenario`, `duration` and `fleet`",
        tooLarge: "let one behaviour or group stand for many charge points with `count`")
}
