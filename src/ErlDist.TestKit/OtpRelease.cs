using System.Globalization;

namespace ErlDist.TestKit;

/// <summary>
/// The OTP release that tests run against: the machine's own <c>erl</c>, or one in a root of its own, started by <c>chroot</c>.
/// <c>ERLDIST_TEST_OTP=27</c> takes the root <c>$ERLDIST_OTP_DIR/27</c>, in which <c>/tmp</c> must be the machine's own.
/// </summary>
/// <param name="Name">Its name, as <c>27</c>; <c>system</c> is the machine's own.</param>
/// <param name="Root">Its root; null: the machine's own.</param>
public sealed record OtpRelease(string Name, string? Root)
{
    /// <summary>The release named by the environment, else the machine's own.</summary>
    public static OtpRelease Current { get; } = FromEnvironment();

    /// <summary>True where an <c>erl</c> can be started.</summary>
    public bool IsInstalled => Root is null
        ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, "erl")))
        : File.Exists(Path.Combine(Root, "usr/bin/erl"));

    /// <summary>The release as a number where it is one: 25, 27 … ; the machine's own counts as 25, Debian's.</summary>
    public int Number => int.TryParse(Name, CultureInfo.InvariantCulture, out int n) ? n : 25;

    private static OtpRelease FromEnvironment()
    {
        string? name = Environment.GetEnvironmentVariable("ERLDIST_TEST_OTP");
        string directory = Environment.GetEnvironmentVariable("ERLDIST_OTP_DIR") ?? "/opt/otp";
        return string.IsNullOrEmpty(name) ? new("system", null) : new(name, Path.Combine(directory, name));
    }
}
