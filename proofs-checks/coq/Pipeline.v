(** Stale weights, accumulated delays and updates of pipeline training (theory section 4). Layer m of M, from 0, lags
    M-1-m updates behind; natural subtraction stops at 0, which is W_j = W_0 and dW_j = 0 for j < 0. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Spaces Device SignalBounds Network.
Local Open Scope R_scope.

Definition delay (layers m : nat) : nat := (layers - 1 - m)%nat.

(** W~_k^(m) = W_{k-(M-1-m)}^(m). *)
Definition stale (layers : nat) (W : nat -> tuple) (k : nat) : tuple := fun m => W (k - delay layers m)%nat m.

(** dW_k = W_{k+1} - W_k. *)
Definition increment (W : nat -> tuple) (k : nat) : tuple := tuple_sub (W (S k)) (W k).

(** The last d values before step k, weighted by age: Σ_{j=k-d}^{k-1} (j-k+d+1) s_j. *)
Definition aged_sum (d : nat) (s : nat -> R) (k : nat) : R :=
  sum_range (k - d) k (fun j => (INR j - INR k + INR d + 1) * s j).

Section Delays.
  Variables (layers : nat) (n : nat -> nat) (W : nat -> tuple).

  (** C_k^(m) = Σ |dW_j^(m)|_F and Q_k^(m) = Σ |dW_j^(m)|_F² over j = k-(M-1-m)..k-1. *)
  Definition accumulated_delay (k m : nat) : R :=
    sum_range (k - delay layers m) k (fun j => frobenius (n (S m)) (n m) (increment W j m)).
  Definition squared_delay (k m : nat) : R :=
    sum_range (k - delay layers m) k (fun j => frobenius_sq (n (S m)) (n m) (increment W j m)).

  (** A_k = Σ_m Σ_{j=k-(M-1-m)}^{k-1} (j-k+M-m) |dW_j^(m)|_F². *)
  Definition auxiliary (k : nat) : R :=
    sum_of layers (fun m => aged_sum (delay layers m) (fun j => frobenius_sq (n (S m)) (n m) (increment W j m)) k).
End Delays.

(** U(W, -α G) of the asymmetric linear device, entry by entry: W - α G - (α/τ) |G| ⊙ W. *)
Definition analog_update (tau alpha : R) (W G : tuple) : tuple :=
  fun m i j => ald_update tau (W m i j) (- (alpha * G m i j)).

(** W_{k+1} of the asynchronous pipeline when the next sample is ξ: forward on W~_k, backward on W_k. *)
Definition asynchronous_update (net : architecture) (tau alpha : R) (W : nat -> tuple) (k : nat) (s : sample) : tuple :=
  analog_update tau alpha (W k) (backpropagated net (stale (layers net) W k) (W k) s).

(** d(W_k, W_{k-d}) is at most the sum of the steps between, for any distance that obeys the triangle inequality. *)
Lemma distance_over_steps {V : Type} (dist : V -> V -> R) (W : nat -> V) (k d : nat) :
  (forall x, dist x x = 0) -> (forall x y z, dist x z <= dist x y + dist y z) ->
  dist (W k) (W (k - d)%nat) <= sum_range (k - d) k (fun j => dist (W (S j)) (W j)).
Proof.
  intros H0 Ht.
  assert (K : forall j a, dist (W (a + j)%nat) (W a) <= sum_of j (fun i => dist (W (S (a + i))) (W (a + i)%nat))).
  { induction j as [|j IH]; intros a; simpl; [rewrite Nat.add_0_r, H0; lra|].
    eapply Rle_trans; [apply (Ht _ (W (a + j)%nat))|]. specialize (IH a).
    replace (a + S j)%nat with (S (a + j)) by lia. lra. }
  specialize (K (k - (k - d))%nat (k - d)%nat). now replace (k - d + (k - (k - d)))%nat with k in K by lia.
Qed.

(** One step on, each weight of age falls by 1: the window loses Σ s_j and gains d s_k. *)
Lemma aged_sum_step d s k :
  aged_sum d s (S k) = aged_sum d s k + INR d * s k - sum_range (k - d) k s.
Proof.
  unfold aged_sum.
  assert (E : sum_range (S k - d) (S k) (fun j => (INR j - INR (S k) + INR d + 1) * s j)
            = sum_range (k - d) (S k) (fun j => (INR j - INR (S k) + INR d + 1) * s j)).
  { destruct (le_lt_dec d k) as [H|H].
    - rewrite (sum_range_first (k - d)) by lia.
      replace (S k - d)%nat with (S (k - d)) by lia.
      rewrite (minus_INR k d), S_INR by lia. ring.
    - replace (S k - d)%nat with (k - d)%nat by lia. reflexivity. }
  rewrite E, sum_range_S by lia.
  rewrite (sum_range_ext _ _ _ (fun j => (INR j - INR k + INR d + 1) * s j - s j)), sum_range_minus
    by (intros; rewrite S_INR; ring).
  rewrite S_INR; ring.
Qed.

Lemma aged_sum_nonneg d s k : (forall j, 0 <= s j) -> 0 <= aged_sum d s k.
Proof.
  intros H. apply sum_range_nonneg. intros j Hj. apply Rmult_le_pos; [|apply H].
  assert (INR k <= INR j + INR d) by (rewrite <- plus_INR; apply le_INR; lia). lra.
Qed.

(** (Σ s_j)² <= d Σ s_j² over a window of at most d steps. *)
Lemma sum_range_sq d s k : (sum_range (k - d) k s)^2 <= INR d * sum_range (k - d) k (fun j => (s j)^2).
Proof.
  unfold sum_range. eapply Rle_trans; [apply sum_of_sq|].
  apply Rmult_le_compat_r; [apply norm_sq_nonneg|]. apply le_INR. lia.
Qed.

(** C_k^(m) <= √(M-1-m) √Q_k^(m). *)
Lemma accumulated_delay_le layers n W k m :
  accumulated_delay layers n W k m <= sqrt (INR (delay layers m)) * sqrt (squared_delay layers n W k m).
Proof.
  rewrite <- sqrt_mult_alt by apply pos_INR.
  rewrite <- (sqrt_pow2 (accumulated_delay layers n W k m)).
  2:{ apply sum_range_nonneg; intros; apply frobenius_nonneg. }
  apply sqrt_le_1_alt. eapply Rle_trans; [apply sum_range_sq|]. right. f_equal.
  apply sum_range_ext; intros. apply frobenius_pow2.
Qed.

Lemma squared_delay_nonneg layers n W k m : 0 <= squared_delay layers n W k m.
Proof. apply sum_range_nonneg; intros; apply frobenius_sq_nonneg. Qed.

(** Stale weights are covered when every weight met so far is. *)
Lemma covered_stale net c W k :
  (forall j, (j <= k)%nat -> covered net c (W j)) -> covered net c (stale (layers net) W k).
Proof. intros H m Hm. apply H; [lia|easy]. Qed.
