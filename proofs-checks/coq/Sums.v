(** Finite sums and products of reals, defined once. Indices run over 0..n-1, or over a half-open range [a, b). *)

From Coq Require Import Reals Lra Lia Arith.
Local Open Scope R_scope.

(** Σ_{i<n} f i *)
Fixpoint sum_of (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum_of m f + f m end.

(** Π_{i<n} f i *)
Fixpoint product_of (n : nat) (f : nat -> R) : R :=
  match n with O => 1 | S m => product_of m f * f m end.

(** Σ_{a<=j<b} f j and Π_{a<=j<b} f j; empty when b <= a. *)
Definition sum_range (a b : nat) (f : nat -> R) : R := sum_of (b - a) (fun i => f (a + i)%nat).
Definition product_range (a b : nat) (f : nat -> R) : R := product_of (b - a) (fun i => f (a + i)%nat).

(** (1/n) Σ_{i<n} f i: the expectation over n equally likely cases. *)
Definition mean_of (n : nat) (f : nat -> R) : R := sum_of n f / INR n.

Lemma sum_of_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum_of n f = sum_of n g.
Proof. induction n; intros H; simpl; [easy|]. rewrite IHn, H; auto. Qed.

Lemma sum_of_zero n : sum_of n (fun _ => 0) = 0.
Proof. induction n; simpl; lra. Qed.

Lemma sum_of_const n c : sum_of n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; ring|]. cbn [sum_of]. rewrite IHn, S_INR; ring. Qed.

Lemma sum_of_first n f : sum_of (S n) f = f O + sum_of n (fun i => f (S i)).
Proof.
  induction n; [simpl; ring|]. change (sum_of (S (S n)) f) with (sum_of (S n) f + f (S n)).
  rewrite IHn; simpl; ring.
Qed.

Lemma sum_of_plus n f g : sum_of n (fun i => f i + g i) = sum_of n f + sum_of n g.
Proof. induction n; simpl; [ring|]. rewrite IHn; ring. Qed.

Lemma sum_of_minus n f g : sum_of n (fun i => f i - g i) = sum_of n f - sum_of n g.
Proof. induction n; simpl; [ring|]. rewrite IHn; ring. Qed.

Lemma sum_of_scal n c f : sum_of n (fun i => c * f i) = c * sum_of n f.
Proof. induction n; simpl; [ring|]. rewrite IHn; ring. Qed.

Lemma sum_of_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum_of n f <= sum_of n g.
Proof. induction n; intros H; simpl; [lra|]. apply Rplus_le_compat; auto. Qed.

Lemma sum_of_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum_of n f.
Proof. induction n; intros H; simpl; [lra|]. apply Rplus_le_le_0_compat; auto. Qed.

Lemma sum_of_abs n f : Rabs (sum_of n f) <= sum_of n (fun i => Rabs (f i)).
Proof.
  induction n; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat_r, IHn.
Qed.

Lemma sum_of_swap m n f : sum_of m (fun i => sum_of n (f i)) = sum_of n (fun j => sum_of m (fun i => f i j)).
Proof. induction m; simpl; [now rewrite sum_of_zero|]. rewrite IHm, <- sum_of_plus; easy. Qed.

(** One term of a sum of non-negative terms is at most the sum. *)
Lemma sum_of_term n f i : (forall j, (j < n)%nat -> 0 <= f j) -> (i < n)%nat -> f i <= sum_of n f.
Proof.
  intros H Hi. induction n; [lia|]. cbn [sum_of].
  destruct (Nat.eq_dec i n) as [->|Hne].
  - pose proof (sum_of_nonneg n f (fun j Hj => H j (Nat.lt_trans _ _ _ Hj (Nat.lt_succ_diag_r n)))). lra.
  - assert (f i <= sum_of n f) by (apply IHn; [intros; apply H|]; lia). pose proof (H n (Nat.lt_succ_diag_r n)). lra.
Qed.

Lemma sum_range_nil a b f : (b <= a)%nat -> sum_range a b f = 0.
Proof. intros H; unfold sum_range. now replace (b - a)%nat with O by lia. Qed.

Lemma sum_range_S a b f : (a <= b)%nat -> sum_range a (S b) f = sum_range a b f + f b.
Proof.
  intros H; unfold sum_range. replace (S b - a)%nat with (S (b - a)) by lia. simpl. do 2 f_equal; lia.
Qed.

Lemma sum_range_first a b f : (a < b)%nat -> sum_range a b f = f a + sum_range (S a) b f.
Proof.
  intros H; unfold sum_range. replace (b - a)%nat with (S (b - S a)) by lia.
  rewrite sum_of_first, Nat.add_0_r. f_equal. apply sum_of_ext; intros; f_equal; lia.
Qed.

Lemma sum_range_ext a b f g : (forall j, (a <= j < b)%nat -> f j = g j) -> sum_range a b f = sum_range a b g.
Proof. intros H; apply sum_of_ext; intros; apply H; lia. Qed.

Lemma sum_range_nonneg a b f : (forall j, (a <= j < b)%nat -> 0 <= f j) -> 0 <= sum_range a b f.
Proof. intros H; apply sum_of_nonneg; intros; apply H; lia. Qed.

Lemma sum_range_minus a b f g : sum_range a b (fun j => f j - g j) = sum_range a b f - sum_range a b g.
Proof. apply sum_of_minus. Qed.

Lemma product_of_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= product_of n f.
Proof. induction n; intros H; simpl; [lra|]. apply Rmult_le_pos; auto. Qed.

Lemma product_range_nil a f : product_range a a f = 1.
Proof. unfold product_range. now rewrite Nat.sub_diag. Qed.

Lemma product_range_S a b f : (a <= b)%nat -> product_range a (S b) f = product_range a b f * f b.
Proof.
  intros H; unfold product_range. replace (S b - a)%nat with (S (b - a)) by lia. simpl. do 2 f_equal; lia.
Qed.

Lemma mean_of_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> mean_of n f = mean_of n g.
Proof. intros H; unfold mean_of. now rewrite (sum_of_ext n f g). Qed.

Lemma mean_of_plus n f g : mean_of n (fun i => f i + g i) = mean_of n f + mean_of n g.
Proof. unfold mean_of, Rdiv. rewrite sum_of_plus; ring. Qed.

Lemma mean_of_minus n f g : mean_of n (fun i => f i - g i) = mean_of n f - mean_of n g.
Proof. unfold mean_of, Rdiv. rewrite sum_of_minus; ring. Qed.

Lemma mean_of_scal n c f : mean_of n (fun i => c * f i) = c * mean_of n f.
Proof. unfold mean_of, Rdiv. rewrite sum_of_scal; ring. Qed.

Lemma mean_of_const n c : (0 < n)%nat -> mean_of n (fun _ => c) = c.
Proof. intros H; unfold mean_of. rewrite sum_of_const. field. apply not_0_INR; lia. Qed.

Lemma mean_of_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> mean_of n f <= mean_of n g.
Proof.
  intros H; unfold mean_of, Rdiv. destruct n; [simpl; lra|].
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, lt_0_INR; lia|]. now apply sum_of_le.
Qed.

Lemma mean_of_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= mean_of n f.
Proof.
  intros H. destruct n; [unfold mean_of; simpl; lra|].
  rewrite <- (mean_of_const (S n) 0) by lia. now apply mean_of_le.
Qed.

(** A mean of sums is the sum of the means. *)
Lemma mean_of_sum n m f : mean_of n (fun i => sum_of m (f i)) = sum_of m (fun j => mean_of n (fun i => f i j)).
Proof.
  unfold mean_of, Rdiv. rewrite sum_of_swap, Rmult_comm, <- sum_of_scal.
  apply sum_of_ext; intros; ring.
Qed.
