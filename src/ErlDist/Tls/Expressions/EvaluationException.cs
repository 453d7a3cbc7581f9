namespace ErlDist.Tls.Expressions;

/// <summary>An expression that is written well and cannot be computed.</summary>
internal sealed class EvaluationException(string reason, int line, int column) : Exception(reason)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
