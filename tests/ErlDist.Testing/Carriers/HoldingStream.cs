using ErlDist.Tls;

namespace ErlDist.Testing.Carriers;

/// <summary>Lets some writes pass and keeps those after them, until told to send them all at once.</summary>
internal sealed class HoldingStream(Stream inner) : LayeredStream(inner)
{
    private readonly MemoryStream _held = new();

    /// <summary>How many writes still pass.</summary>
    public int Hold { get; set; }

    /// <param name="pieces">Cuts what was held anywhere; null = sends it in one piece.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReleaseAsync(Random? pieces, CancellationToken cancellationToken)
    {
        Hold = int.MaxValue;
        ReadOnlyMemory<byte> rest = _held.ToArray();
        while (!rest.IsEmpty)
        {
            int length = pieces is null || pieces.Next(4) == 0 ? rest.Length : pieces.Next(1, rest.Length + 1);
            await base.WriteAsync(rest[..length], cancellationToken);
            rest = rest[length..];
            await Task.Yield();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Hold > 0)
        {
            Hold--;
            await base.WriteAsync(buffer, cancellationToken);
        }
        else
        {
            _held.Write(buffer.Span);
        }
    }
}
