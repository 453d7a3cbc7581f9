namespace ErlDist.Tool.Stubs;

/// <summary>A method.</summary>
internal sealed record StubMethod(
    string Name, bool IsCast, bool IsStream, IReadOnlyList<StubParameter> Parameters, Spec Reply, string Timeout, string Doc);
