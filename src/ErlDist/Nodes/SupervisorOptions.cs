namespace ErlDist;

/// <summary>How a <see cref="Supervisor"/> restarts; the defaults are OTP's.</summary>
public sealed record SupervisorOptions
{
    /// <summary>Which children begin anew when one has ended.</summary>
    public RestartStrategy Strategy { get; init; }

    /// <summary>How many restarts within <see cref="Period"/> it puts up with (<c>intensity</c>); beyond it all ends.</summary>
    public int Intensity { get; init; } = 1;

    /// <summary>See <see cref="Intensity"/>.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);
}
