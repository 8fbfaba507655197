import ChargePointModel

/// The charge point model's goal of a charging session; the scenario's goal of the same name may still be a distribution.
typealias ModelChargeGoal = ChargeGoal
