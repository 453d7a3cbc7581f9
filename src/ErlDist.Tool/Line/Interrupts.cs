using System.Runtime.InteropServices;

namespace ErlDist.Tool.Line;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the command to stop, and it ends with 128 and the signal's number as shells have it; what
/// does not stop in time, or is asked twice, is ended.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private Timer? _end;
    private int _code;

    public Interrupts()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCode.Terminated));
    }

    /// <summary>Cancelled when the command is to stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>How the program ends because of a signal; null when none came.</summary>
    public int? Code => Volatile.Read(ref _code) is var code and not 0 ? code : null;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _end?.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0)
        {
            Environment.Exit(code);
        }

        _end = new Timer(_ => Environment.Exit(code), null, s_timeToStop, Timeout.InfiniteTimeSpan);
        _stop.CancelAsync();
    }
}
