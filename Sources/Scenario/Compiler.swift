/// What compiling a scenario gave: a plan when nothing was wrong, and everything there is to say about the text.
package struct CompiledScenario: Equatable, Sendable {
    /// The plan; nil exactly when a diagnostic is an error.
    package var plan: Plan?
    /// Errors and warnings in the order of the text, at most ``ScenarioLimits/diagnostics`` of them and a last one that
    /// tells how many more there are.
    package var diagnostics: [Diagnostic]
}
