using System.Runtime.CompilerServices;

namespace ErlDist.Connections;

/// <summary>
/// Where code continues that waited for a message of a connection: never within the loop that reads it, which a slow receiver would
/// hold up. What the last message of a read woke continues on the loop's thread once the loop waits for the peer and has left it,
/// so that a reply does not have to wake another thread; everything else goes to the thread pool. Of one loop.
/// </summary>
internal sealed class WokenReceivers
{
    [ThreadStatic]
    private static WokenReceivers? s_current;

    private Action? _last;

    /// <summary>To be awaited by what a message has woken, before anything of the receiver's runs.</summary>
    public static Handover LeaveLoop => default;

    /// <summary>What is woken on this thread from here on is held, up to <see cref="EndDelivery"/>.</summary>
    public void BeginDelivery() => s_current = this;

    /// <summary>Ends <see cref="BeginDelivery"/>.</summary>
    public static void EndDelivery() => s_current = null;

    /// <summary>Hands what is held to the thread pool: there is more for the loop to do.</summary>
    public void Release()
    {
        if (Take() is { } held)
        {
            Queue(held);
        }
    }

    /// <summary>The read, to be awaited: while the loop waits for it, its thread is the receiver's.</summary>
    public ReadAwaitable During(ValueTask<int> read) => new(read, this);

    private void Hold(Action receiver)
    {
        Release();
        _last = receiver;
    }

    private Action? Take()
    {
        Action? held = _last;
        _last = null;
        return held;
    }

    private static void Queue(Action receiver) =>
        ThreadPool.UnsafeQueueUserWorkItem(static receiver => receiver(), receiver, preferLocal: false);

    /// <summary>See <see cref="LeaveLoop"/>.</summary>
    internal readonly struct Handover : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Handover GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            if (s_current is { } loop)
            {
                loop.Hold(continuation);
            }
            else
            {
                Queue(continuation);
            }
        }
    }

    /// <summary>See <see cref="During"/>.</summary>
    internal readonly struct ReadAwaitable(ValueTask<int> read, WokenReceivers woken) : ICriticalNotifyCompletion
    {
        private readonly ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read = read.ConfigureAwait(false).GetAwaiter();

        public bool IsCompleted
        {
            get
            {
                if (!_read.IsCompleted)
                {
                    return false;
                }

                woken.Release();
                return true;
            }
        }

        public ReadAwaitable GetAwaiter() => this;

        public int GetResult() => _read.GetResult();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            // Taken first: from the next line on the loop may run elsewhere.
            Action? receiver = woken.Take();
            _read.UnsafeOnCompleted(continuation);
            receiver?.Invoke();
        }
    }
}
