namespace ErlDist;

/// <summary>How a <see cref="Supervisor"/> restarts; the defaults are OTP's.</summary>
public sealed record SupervisorOptions
{
    /// <summary>Which children are restarted when one has ended.</summary>
    public RestartStrategy Strategy { get; init; }

    /// <summary>How many restarts within <see cref="Period"/> are tolerated (<c>intensity</c>); beyond that the supervisor and all children end.</summary>
    public int Intensity { get; init; } = 1;

    /// <summary>See <see cref="Intensity"/>.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);
}
