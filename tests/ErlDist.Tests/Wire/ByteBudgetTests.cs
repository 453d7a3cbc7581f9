using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>What all peers together may hold, and whose turn it is to get no more of it.</summary>
public sealed class ByteBudgetTests
{
    private const int Max = 1600;

    [Fact]
    public void One_that_takes_all_gets_no_more_and_the_others_go_on_up_to_their_part()
    {
        var budget = new ByteBudget(Max);
        ByteShare greedy = new(budget), modest = new(budget), third = new(budget);
        int taken = 0;
        while (greedy.Take(100))
        {
            taken += 100;
        }

        Assert.InRange(taken, Max - 100, Max + 200);
        Assert.True(modest.Take(300));
        Assert.True(third.Take(300));
        Assert.False(greedy.Take(200)); // More than a third.
        Assert.False(modest.Take(600));
        Assert.Contains("NodeLimits.HeldBytes", modest.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_back_is_there_again()
    {
        var budget = new ByteBudget(Max);
        ByteShare one = new(budget), other = new(budget);
        Assert.True(one.Take(Max));
        Assert.False(one.Take(500));
        Assert.Equal(0, one.Return(Max + 500));
        Assert.Equal(0, budget.Taken);
        Assert.True(other.Take(Max));
    }

    [Fact]
    public async Task The_account_is_true_when_many_take_and_give_back_at_once()
    {
        var budget = new ByteBudget(1L << 40);
        ByteShare[] shares = [.. Enumerable.Range(0, 3).Select(_ => new ByteShare(budget))];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 20_000; n++)
            {
                shares[i % 3].Take(1000 * (n % 100));
                shares[i % 3].Return(1000 * (n % 100));
            }
        })));
        Assert.Equal((0, 0, 0, 0), (shares[0].Taken, shares[1].Taken, shares[2].Taken, budget.Taken));
    }
}
