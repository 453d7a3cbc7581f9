namespace ErlDist.Hosting;

/// <summary>A setting that will not do; the message names it and says what to write.</summary>
internal sealed class SettingException(string message, Exception? inner = null) : Exception(message, inner);
