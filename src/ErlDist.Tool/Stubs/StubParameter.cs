namespace ErlDist.Tool.Stubs;

/// <summary>A parameter.</summary>
internal sealed record StubParameter(string Name, bool IsOptional, Spec Type);
