using System.Diagnostics;
using System.Globalization;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>An Erlang/OTP on this machine: the one on the PATH, or one in a root of its own that <c>chroot</c> enters.</summary>
/// <param name="Release">25, 29 …</param>
/// <param name="Root">The root's directory; null for the one on the PATH.</param>
internal sealed record OtpInstallation(int Release, string? Root)
{
    /// <summary>All that are there, oldest first.</summary>
    public static IReadOnlyList<OtpInstallation> Find(string rootsDirectory)
    {
        string?[] roots = Directory.Exists(rootsDirectory)
            ? [null, .. Directory.GetDirectories(rootsDirectory).Where(d => Path.GetFileName(d) == "29")]
            : [null];
        return [.. roots.Select(Ask).OfType<OtpInstallation>().DistinctBy(o => o.Release).OrderBy(o => o.Release)];
    }

    /// <summary>The command line that runs a program of this installation.</summary>
    public (string File, IReadOnlyList<string> Arguments) Command(string program, params IReadOnlyList<string> arguments) =>
        Root is null ? (program, arguments)
        : Environment.UserName == "root" ? ("chroot", [Root, program, .. arguments])
        : ("sudo", ["-n", "--preserve-env=ERL_EPMD_PORT,HOME", "chroot", Root, program, .. arguments]);

    private static OtpInstallation? Ask(string? root)
    {
        (string file, IReadOnlyList<string> arguments) = new OtpInstallation(0, root).Command(
            "erl", "-noinput", "-eval", "io:put_chars(erlang:system_info(otp_release)), halt().");
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string release = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? new OtpInstallation(int.Parse(release, CultureInfo.InvariantCulture), root) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
