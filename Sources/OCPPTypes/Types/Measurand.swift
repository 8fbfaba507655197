/// Values of `Measurand` on the wire (OCPP 1.6 §7 or the security white paper).
package enum Measurand: String, CaseIterable, Sendable, Hashable {
    /// `Energy.Active.Export.Register`.
    case energyActiveExportRegister = "Energy.Active.Export.Register"
    /// `Energy.Active.Import.Register`.
    case energyActiveImportRegister = "Energy.Active.Import.Register"
    /// `Energy.Reactive.Export.Register`.
    case energyReactiveExportRegister = "Energy.Reactive.Export.Register"
    /// `Energy.Reactive.Import.Register`.
    case energyReactiveImportRegister = "Energy.Reactive.Import.Register"
    /// `Energy.Active.Export.Interval`.
    case energyActiveExportInterval = "Energy.Active.Export.Interval"
    /// `Energy.Active.Import.Interval`.
    case energyActiveImportInterval = "Energy.Active.Import.Interval"
    /// `Energy.Reactive.Export.Interval`.
    case energyReactiveExportInterval = "Energy.Reactive.Export.Interval"
    /// `Energy.Reactive.Import.Interval`.
    case energyReactiveImportInterval = "Energy.Reactive.Import.Interval"
    /// `Power.Active.Export`.
    case powerActiveExport = "Power.Active.Export"
    /// `Power.Active.Import`.
    case powerActiveImport = "Power.Active.Import"
    /// `Power.Offered`.
    case powerOffered = "Power.Offered"
    /// `Power.Reactive.Export`.
    case powerReactiveExport = "Power.Reactive.Export"
    /// `Power.Reactive.Import`.
    case powerReactiveImport = "Power.Reactive.Import"
    /// `Power.Factor`.
    case powerFactor = "Power.Factor"
    /// `Current.Import`.
    case currentImport = "Current.Import"
    /// `Current.Export`.
    case currentExport = "Current.Export"
    /// `Current.Offered`.
    case currentOffered = "Current.Offered"
    /// `Voltage`.
    case voltage = "Voltage"
    /// `Frequency`.
    case frequency = "Frequency"
    /// `Temperature`.
    case temperature = "Temperature"
    /// `SoC`.
    case soC = "SoC"
    /// `RPM`.
    case rpm = "RPM"
}
