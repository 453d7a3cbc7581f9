using Microsoft.Win32.SafeHandles;

namespace ErlDist.Tool.Output;

/// <summary>Where results go.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>
    /// Opens it. .NET's own console passes over that nobody reads a pipe any more, so <c>erldist watch NODE | head -1</c> would never end; of
    /// this writer that is an <see cref="IOException"/> (<see cref="Line.ExitCode.IsBrokenPipe"/>).
    /// </summary>
    public static TextWriter Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.Out;
        }

        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // A file, which others write to as well: where this stream thinks that the end is.
        return stream.CanSeek ? Console.Out : TextWriter.Synchronized(new StreamWriter(stream, Console.OutputEncoding) { AutoFlush = true });
    }
}
