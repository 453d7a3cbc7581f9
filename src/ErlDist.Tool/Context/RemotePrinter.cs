using ErlDist.Tool.Output;

namespace ErlDist.Tool.Context;

/// <summary>Prints what processes print that a command has spawned elsewhere, so that a result after it begins a line of its own.</summary>
internal sealed class RemotePrinter(Results results)
{
    private readonly Lock _gate = new();
    private bool _isOpen;

    public void Write(Pid from, string text)
    {
        lock (_gate)
        {
            results.WriteOutput(text);
            _isOpen = text.Length > 0 ? text[^1] != '\n' : _isOpen;
        }
    }

    /// <summary>Ends a line that was begun.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            if (_isOpen && !results.IsJson)
            {
                results.WriteOutput("\n");
            }

            _isOpen = false;
        }
    }
}
