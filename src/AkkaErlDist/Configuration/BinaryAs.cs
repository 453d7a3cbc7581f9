namespace AkkaErlDist;

/// <summary>What an Erlang binary becomes where no declaration says it.</summary>
public enum BinaryAs
{
    /// <summary>A <see cref="string"/> where the bytes are valid UTF-8, else a <c>byte[]</c>.</summary>
    Text,

    /// <summary>Always a <c>byte[]</c>.</summary>
    Bytes,
}
