(** Claim    coincidences of independent trains of BL slots are binomial with BL and p q, their mean is BL p q, and the
             expected increment of entry (i,j) is BL dw_min scale² d_i x_j
    Source   AP II-A
    Assumes  slots carry pulses independently, with probability p = |d| scale in the row and q = |x| scale in the
             column; the expectation is the sum over all patterns of both trains, weighted by their probabilities; each
             coincidence asks for sign(d) sign(x) dw_min; any BL;
             p, q <= 1 makes them probabilities, the identities hold without *)

From Coq Require Import Reals Lra Lia List.
From Aimcert Require Import Responses.
Import ListNotations.
Local Open Scope R_scope.

(** All trains of n slots, the probability of one when a slot carries a pulse with chance p, and the coincidences of
    two. *)
Fixpoint trains (n : nat) : list (list bool) :=
  match n with O => [[]] | S m => map (cons true) (trains m) ++ map (cons false) (trains m) end.
Fixpoint probability (p : R) (train : list bool) : R :=
  match train with [] => 1 | b :: rest => (if b then p else 1 - p) * probability p rest end.
Fixpoint coincidences (a b : list bool) : nat :=
  match a, b with x :: a', y :: b' => ((if andb x y then 1 else 0) + coincidences a' b')%nat | _, _ => O end.

Fixpoint sum_list {A} (l : list A) (f : A -> R) : R :=
  match l with [] => 0 | x :: rest => f x + sum_list rest f end.

(** E g over both trains. *)
Definition expectation (p q : R) (n : nat) (g : nat -> R) : R :=
  sum_list (trains n) (fun a => sum_list (trains n) (fun b =>
    probability p a * probability q b * g (coincidences a b))).

Lemma sum_list_ext {A} (l : list A) f g : (forall x, f x = g x) -> sum_list l f = sum_list l g.
Proof. intros H. induction l; simpl; [easy|]. now rewrite H, IHl. Qed.

Lemma sum_list_plus {A} (l : list A) f g : sum_list l (fun x => f x + g x) = sum_list l f + sum_list l g.
Proof. induction l; simpl; [ring|]. rewrite IHl; ring. Qed.

Lemma sum_list_scal {A} (l : list A) c f : sum_list l (fun x => c * f x) = c * sum_list l f.
Proof. induction l; simpl; [ring|]. rewrite IHl; ring. Qed.

Lemma sum_list_app {A} (l m : list A) f : sum_list (l ++ m) f = sum_list l f + sum_list m f.
Proof. induction l; simpl; [ring|]. rewrite IHl; ring. Qed.

Lemma sum_list_map {A B} (h : A -> B) (l : list A) f : sum_list (map h l) f = sum_list l (fun x => f (h x)).
Proof. induction l; simpl; [easy|]. now rewrite IHl. Qed.

Lemma sum_over_trains n f :
  sum_list (trains (S n)) f =
  sum_list (trains n) (fun a => f (true :: a)) + sum_list (trains n) (fun a => f (false :: a)).
Proof. cbn [trains]. now rewrite sum_list_app, !sum_list_map. Qed.

(** One slot more: both carry a pulse with chance p q. *)
Lemma expectation_first_slot p q n g :
  expectation p q (S n) g = p * q * expectation p q n (fun k => g (S k)) + (1 - p * q) * expectation p q n g.
Proof.
  unfold expectation. rewrite sum_over_trains.
  rewrite <- !sum_list_scal, <- !sum_list_plus. apply sum_list_ext; intros a.
  rewrite !sum_over_trains, <- !sum_list_scal, <- !sum_list_plus. apply sum_list_ext; intros b.
  cbn [probability coincidences andb Nat.add]. ring.
Qed.

Lemma expectation_ext p q n g h : (forall k, g k = h k) -> expectation p q n g = expectation p q n h.
Proof. intros H. apply sum_list_ext; intros a. apply sum_list_ext; intros b. now rewrite H. Qed.

Lemma expectation_scal p q n c g : expectation p q n (fun k => c * g k) = c * expectation p q n g.
Proof.
  unfold expectation. rewrite <- sum_list_scal. apply sum_list_ext; intros a.
  rewrite <- sum_list_scal. apply sum_list_ext; intros b. ring.
Qed.

Lemma expectation_plus p q n g h :
  expectation p q n (fun k => g k + h k) = expectation p q n g + expectation p q n h.
Proof.
  unfold expectation. rewrite <- sum_list_plus. apply sum_list_ext; intros a.
  rewrite <- sum_list_plus. apply sum_list_ext; intros b. ring.
Qed.

Lemma expectation_one p q n : expectation p q n (fun _ => 1) = 1.
Proof.
  induction n as [|n IH]; [unfold expectation; simpl; ring|]. rewrite expectation_first_slot, IH. ring.
Qed.

(** The number of ways to choose k of n, by Pascal's rule. *)
Fixpoint choose (n k : nat) : R :=
  match n, k with
  | _, O => 1
  | O, S _ => 0
  | S m, S j => choose m j + choose m k
  end.

Lemma choose_above n k : (n < k)%nat -> choose n k = 0.
Proof.
  revert k. induction n as [|n IH]; intros [|k] H; try lia; [easy|]. cbn [choose]. rewrite !IH by lia. ring.
Qed.

Definition indicator (k i : nat) : R := if Nat.eq_dec i k then 1 else 0.

Lemma choose_all n : choose n n = 1.
Proof. induction n as [|n IH]; [easy|]. cbn [choose]. rewrite IH, choose_above by lia. ring. Qed.

Lemma choose_binomial n k : (k <= n)%nat -> choose n k = C n k.
Proof.
  assert (C0 : forall m, C m 0 = 1).
  { intros m. unfold C. rewrite Nat.sub_0_r. change (INR (fact 0)) with 1. field. apply INR_fact_neq_0. }
  assert (Call : forall m, C m m = 1).
  { intros m. unfold C. rewrite Nat.sub_diag. change (INR (fact 0)) with 1. field. apply INR_fact_neq_0. }
  revert k. induction n as [|n IH]; intros [|k] Hk; try lia; try (now rewrite C0).
  cbn [choose]. destruct (Nat.eq_dec k n) as [->|Hne].
  - rewrite Call, choose_all, choose_above by lia. ring.
  - rewrite !IH by lia. apply pascal; lia.
Qed.

Lemma chance_of_coincidences p q n k :
  expectation p q n (indicator k) = choose n k * (p * q) ^ k * (1 - p * q) ^ (n - k).
Proof.
  revert k. induction n as [|n IH]; intros k.
  - unfold expectation, indicator. destruct k as [|k]; cbn; [ring|]. destruct (Nat.eq_dec 0 (S k)); [easy|ring].
  - rewrite expectation_first_slot. destruct k as [|k].
    + rewrite (expectation_ext _ _ _ (fun j => indicator 0 (S j)) (fun j => 0 * 1)).
      2:{ intros j. unfold indicator. destruct (Nat.eq_dec (S j) 0); [lia|ring]. }
      rewrite expectation_scal, IH, !Nat.sub_0_r. destruct n; simpl; ring.
    + rewrite (expectation_ext _ _ _ (fun j => indicator (S k) (S j)) (indicator k)).
      2:{ intros j. unfold indicator. destruct (Nat.eq_dec (S j) (S k)), (Nat.eq_dec j k); lia || easy. }
      rewrite !IH. cbn [choose Nat.sub]. destruct (le_lt_dec (S k) n).
      * replace (n - k)%nat with (S (n - S k)) by lia. cbn [pow]. ring.
      * rewrite (choose_above n (S k)) by lia. cbn [pow]. ring.
Qed.

Lemma mean_of_coincidences p q n : expectation p q n INR = INR n * (p * q).
Proof.
  induction n as [|n IH]; [unfold expectation; simpl; ring|].
  rewrite expectation_first_slot, (expectation_ext _ _ _ (fun k => INR (S k)) (fun k => INR k + 1)) by apply S_INR.
  rewrite expectation_plus, IH, expectation_one, S_INR. ring.
Qed.

Theorem rank_update_expectation (slots : nat) (scale dw_min : R) (d x : nat -> R) (i j : nat) :
  let p := Rabs (d i) * scale in
  let q := Rabs (x j) * scale in
  (forall k, (k <= slots)%nat ->
     expectation p q slots (indicator k) = C slots k * (p * q) ^ k * (1 - p * q) ^ (slots - k)) /\
  expectation p q slots INR = INR slots * (p * q) /\
  expectation p q slots (fun k => INR k * (sign (d i) * sign (x j) * dw_min))
  = INR slots * dw_min * scale^2 * (d i * x j).
Proof.
  cbv zeta. repeat split.
  - intros k Hk. now rewrite chance_of_coincidences, choose_binomial.
  - apply mean_of_coincidences.
  - rewrite (expectation_ext _ _ _ _ (fun k => sign (d i) * sign (x j) * dw_min * INR k)) by (intros; ring).
    rewrite expectation_scal, mean_of_coincidences.
    rewrite <- (sign_mult_abs (d i)) at 3. rewrite <- (sign_mult_abs (x j)) at 3. ring.
Qed.
